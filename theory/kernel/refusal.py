"""Why the kernel would not answer."""


class KernelRefusal(Exception):
    """The kernel does not know, and says so instead of guessing."""


class Unsupported(KernelRefusal):
    """A normal form does not cover this expression."""
