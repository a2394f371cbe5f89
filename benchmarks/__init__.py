"""Benchmarks, run by hand: `make bench-train`."""
