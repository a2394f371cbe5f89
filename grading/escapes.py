r"""Backslashes that a file format takes for its own: in JSON, "\theta" is a tab and "heta".

What was meant cannot be known from what is left, so such a file is refused with the word and the way out.
"""

import re
from collections.abc import Iterator

ESCAPES = {"\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t"}
EATEN = re.compile(r"([\b\f\n\r\t])([A-Za-z]+)")
COMMANDS = """
    bar begin beta bf big binom bm boldsymbol bullet flat forall frac nabla ne neg neq newline not nu odot rangle relu
    rho right rightarrow rm rVert tan tanh tau text textbf tfrac therefore theta tilde times to top
"""
KNOWN = frozenset(COMMANDS.split())


def eaten(text: str, raw: str, newlines: bool) -> str:
    """The first LaTeX command of which the format took the backslash; empty where there is none.

    raw: the file as it was typed. newlines: whether line breaks can only come from escapes, as in JSON.
    """
    return next(_eaten(text, raw.replace("\\\\", ""), newlines), "")


def _eaten(text: str, raw: str, newlines: bool) -> Iterator[str]:
    for match in EATEN.finditer(f"\n{text}"):  # an answer comes without the line break that it began with
        word = ESCAPES[match[1]] + match[2]
        if match[1] == "\n" and not newlines:
            continue
        if (match[1] in "\b\f" or word in KNOWN) and f"\\{word}" in raw:
            yield f"\\{word}"
