"""Grading of homework against the catalogue."""
