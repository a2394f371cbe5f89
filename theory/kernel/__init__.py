"""What must be trusted, kept small: statements, normal forms, expectations, enclosures, derivations, verdicts."""
