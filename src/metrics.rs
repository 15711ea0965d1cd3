//! What a plan does and what comes of it, by policy: outputs (行動量) and outcomes (成果指標), measured from inputs and plan.

#[cfg(test)]
pub(crate) mod town;
