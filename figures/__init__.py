"""Pictures of claims."""
