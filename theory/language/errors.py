"""Why a text could not be read: the column, the word there, what was expected, the readings it could have."""

from dataclasses import dataclass

LONGEST = 400  # characters of a message


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with a text. `column` counts characters from 1; 0 where the whole text is meant."""

    message: str
    column: int = 0
    word: str = ""
    expected: str = ""
    readings: tuple[str, ...] = ()


class ReadError(ValueError):
    """A text that is not understood. It is never guessed at."""

    def __init__(self, fault: Fault, text: str = "") -> None:
        self.fault = fault
        self.text = text
        super().__init__(describe(fault))

    @property
    def column(self) -> int:
        """The column, counted from 1."""
        return self.fault.column

    @property
    def word(self) -> str:
        """The word that could not be read."""
        return self.fault.word

    def shown(self) -> str:
        """The message, under the line of the text with a mark at the column."""
        lines = self.text.splitlines()
        if not lines or not self.column or len(lines) > 1 or len(lines[0]) > 100:
            return str(self)
        mark = " " * (self.column - 1) + "^" * max(1, min(len(self.word), len(lines[0]) - self.column + 1))
        return f"{self}\n  {lines[0]}\n  {mark}"


def describe(fault: Fault) -> str:
    """One line: where, what, and the way out."""
    where = f"column {fault.column}: " if fault.column else ""
    expected = f"; expected {_short(fault.expected)}" if fault.expected else ""
    readings = f"; it could be {' or '.join(map(_short, fault.readings))}" if fault.readings else ""
    return f"{where}{_short(fault.message)}{expected}{readings}"


def _short(text: str) -> str:
    """What a text of thousands of letters would drown in is cut."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]}...{text[-LONGEST // 4 :]}"


def fail(message: str, at: int = -1, word: str = "", expected: str = "", readings: tuple[str, ...] = ()) -> ReadError:
    """A ReadError at a place counted from 0."""
    return ReadError(Fault(message=message, column=at + 1, word=word, expected=expected, readings=readings))
