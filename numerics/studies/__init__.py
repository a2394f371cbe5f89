"""The studies of `backproof train`: one module a study, called as the command calls it, with the attribute `study`."""
