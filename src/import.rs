//! Turns open data into a project folder by a recipe.
