"""Equal, different or undecided."""
