"""`python -m backproof.cli`."""

from .main import main

main()
