"""Readers and writers of typed mathematics."""
