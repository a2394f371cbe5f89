"""A table of an assignment file, read field by field; every complaint names file, line and the way out."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .toml_lines import Path as Place
from .toml_lines import nearest


class AssignmentError(Exception):
    """A fault of an assignment: its author's to mend, never a student's. `others` were found on the same way."""

    def __init__(
        self, file: str, line: int, message: str, way_out: str = "", others: "tuple[AssignmentError, ...]" = ()
    ) -> None:
        self.file, self.line, self.message, self.way_out, self.others = file, line, message, way_out, others
        where = f"{file}:{line}: " if line else f"{file}: "
        super().__init__(where + message + (f"; {way_out}" if way_out else ""))

    def __reduce__(self) -> tuple:
        return (AssignmentError, (self.file, self.line, self.message, self.way_out, self.others))

    @property
    def all(self) -> "tuple[AssignmentError, ...]":
        """This fault and the others."""
        return (self, *self.others)


class Faults:
    """Faults of things that do not depend on one another: each `with` block that meets one ends there, and is kept."""

    def __init__(self) -> None:
        self.found: list[AssignmentError] = []

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: object, _trace: object) -> bool:
        if isinstance(error, AssignmentError):
            self.found += error.all
        return isinstance(error, AssignmentError)

    def complain(self) -> None:
        """Raises the first AssignmentError in the file with all others, each once."""
        different = {str(fault): fault for fault in sorted(self.found, key=lambda fault: fault.line)}
        if different:
            first, *others = different.values()
            raise AssignmentError(first.file, first.line, first.message, first.way_out, tuple(others))


@dataclass(frozen=True, kw_only=True)
class Where:
    """A place in an assignment file."""

    file: str
    lines: Mapping[Place, int]
    place: Place = ()

    @property
    def line(self) -> int:
        """The line, counted from 1."""
        return nearest(dict(self.lines), self.place)

    def at(self, *parts: str | int) -> "Where":
        """A place further down."""
        return Where(file=self.file, lines=self.lines, place=(*self.place, *parts))

    def fault(self, message: str, way_out: str = "") -> AssignmentError:
        """The error at this place."""
        return AssignmentError(self.file, self.line, message, way_out)


class Table:
    """The fields of one table. What has been asked for is known; what is left over at the end is refused."""

    def __init__(self, data: Mapping[str, object], where: Where) -> None:
        self.data = dict(data)
        self.where = where
        self.asked: set[str] = set()

    def _take(self, name: str, kinds: tuple[type, ...], words: str, default: object) -> object:
        self.asked.add(name)
        if name not in self.data:
            if default is REQUIRED:
                raise self.where.fault(f"{name!r} is missing", f"add a line `{name} = ...` with {words}")
            return default
        value = self.data[name]
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise self.where.at(name).fault(f"{name!r} is {_shown(value)}", f"write {words}")
        return value

    def text(self, name: str, default: object = "") -> str:
        """A string."""
        return self._take(name, (str,), 'a text in quotes, as in "..."', default)  # type: ignore[return-value]

    def flag(self, name: str, default: bool = False) -> bool:
        """true or false."""
        return self._take(name, (bool,), "true or false", default)  # type: ignore[return-value]

    def whole(self, name: str, default: object = 0, least: int = 0) -> int:
        """An integer."""
        value = self._take(name, (int,), "a whole number", default)
        if value is not None and value < least:  # type: ignore[operator]
            raise self.where.at(name).fault(f"{name!r} is {value}", f"write a whole number from {least}")
        return value  # type: ignore[return-value]

    def fraction(self, name: str, default: object = None) -> Fraction | None:
        """A number that is kept exactly: 2, 0.5, "1/3"."""
        value = self._take(name, (int, Fraction, str), 'a number, as in 2, 0.5 or "1/3"', default)
        if value is None:
            return None
        if isinstance(value, str) and not re.fullmatch(r"-?\d{1,30}(/\d{1,30}|\.\d{1,30})?", value.strip()):
            raise self.where.at(name).fault(f"{name!r} is {_shown(value)}", 'write a number, as in 2, 0.5 or "1/3"')
        try:
            return Fraction(value)  # type: ignore[arg-type]
        except (ValueError, ZeroDivisionError):
            raise self.where.at(name).fault(f"{name!r} is {_shown(value)}", "write a number") from None

    def texts(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of strings; one alone need not be in brackets."""
        value = self._take(name, (str, list), 'a list of texts, as in ["a", "b"]', default)
        listed = [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]
        for entry in listed:
            if not isinstance(entry, str):
                raise self.where.at(name).fault(f"{name!r} has the entry {_shown(entry)}", 'write texts: ["a", "b"]')
        return tuple(listed)

    def mapping(self, name: str) -> dict[str, str]:
        """Texts by name."""
        value = self._take(name, (Mapping,), 'texts by name, as in { x = "real" }', {})
        for key, entry in value.items():  # type: ignore[union-attr]
            if not isinstance(entry, str):
                raise self.where.at(name, key).fault(f"{key!r} is {_shown(entry)}", "write a text in quotes")
        return dict(value)  # type: ignore[call-overload]

    def table(self, name: str) -> "Table | None":
        """A table, None where there is none."""
        value = self._take(name, (Mapping,), f"a table [{name}]", None)
        return None if value is None else Table(value, self.where.at(name))  # type: ignore[arg-type]

    def tables(self, name: str) -> list["Table"]:
        """The tables of an array of tables."""
        dotted = ".".join([*(str(p) for p in self.where.place if isinstance(p, str)), name])
        value = self._take(name, (list,), f"tables [[{dotted}]]", [])
        for entry in value:  # type: ignore[union-attr]
            if not isinstance(entry, Mapping):
                raise self.where.at(name).fault(f"{name!r} has the entry {_shown(entry)}", f"write [[{dotted}]]")
        return [Table(entry, self.where.at(name, n)) for n, entry in enumerate(value)]  # type: ignore[arg-type]

    def anything(self, name: str, default: object = None) -> object:
        """A value of any type."""
        return self._take(name, (object,), "a value", default) if name in self.data else self._none(name, default)

    def _none(self, name: str, default: object) -> object:
        self.asked.add(name)
        return default

    def choice(self, name: str, allowed: tuple[str, ...], default: object) -> str:
        """One word out of several."""
        value = self.text(name, default)
        if value not in allowed:
            near = difflib.get_close_matches(value, allowed, 1)
            raise self.where.at(name).fault(
                f"{name!r} is {value!r}", f"did you mean {near[0]!r}?" if near else f"write one of {', '.join(allowed)}"
            )
        return value

    def finish(self, unreached: tuple[str, ...] = ()) -> None:
        """Raises AssignmentError for a field that nobody asked for; unreached: some that a fault may have hidden."""
        self.asked |= set(unreached)
        for name in self.data:
            if name not in self.asked:
                near = difflib.get_close_matches(name, self.asked, 1)
                known = ", ".join(sorted(self.asked))
                raise self.where.at(name).fault(
                    f"{name!r} is not known here", f"did you mean {near[0]!r}?" if near else f"known are {known}"
                )


REQUIRED = object()


def _shown(value: object) -> str:
    text = repr(str(value) if isinstance(value, Fraction) else value)
    return text if len(text) <= 60 else text[:57] + "..."
