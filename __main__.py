"""`python -m backproof` is the command `backproof`."""

from .cli.main import main

main()
