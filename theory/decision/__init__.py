"""Equal, different or undecided; true or false: decisions on read formulas, and mutation of statements."""
