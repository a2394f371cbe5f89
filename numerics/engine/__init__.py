"""Lowering to JAX, sampling, comparison, the ensemble trainer, devices."""
