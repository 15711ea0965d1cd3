//! Recomputes every yen, metre, square metre and rule of a plan from the inputs alone.
