"""Numerical confirmation: oracles written from the definition, samples and experiments, one module a topic."""
