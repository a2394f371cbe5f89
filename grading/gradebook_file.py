"""The file of a gradebook: a SQLite database in a folder that one process writes at a time."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .gradebook_tables import TABLES

SCHEMA = 1
FILE = "gradebook.sqlite"


class GradebookError(ValueError):
    """A gradebook that cannot be used, with the way out."""


class GradebookFile:
    """The database in a folder, made there when `create` is set, with a lock on the folder. Raises GradebookError."""

    def __init__(self, folder: str | os.PathLike, *, create: bool = False) -> None:
        self.folder = Path(folder)
        path = self.folder / FILE
        if not create and not path.is_file():
            raise GradebookError(f"there is no gradebook in {str(folder)!r}; `backproof grade` makes one")
        if not self.folder.exists():
            self.folder.mkdir(parents=True)
            self.folder.chmod(0o700)  # grades are nobody else's business
        self._lock = open(self.folder / ".lock", "a")  # noqa: SIM115 - held as long as the gradebook is open
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise GradebookError(
                f"another run writes the gradebook in {str(folder)!r}; wait until it has ended"
            ) from None
        try:
            self._open(path)
        except sqlite3.DatabaseError as error:
            self._lock.close()
            raise GradebookError(f"{str(path)!r} is no gradebook: {error}") from None

    def _open(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None, timeout=30)
        # Without a sync at every commit a power cut may lose the last answers, which are then graded again.
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            self.db.execute(f"PRAGMA {pragma}")
        with self.transaction():
            if not self.db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
                for statement in TABLES.split(";"):
                    self.db.execute(statement)
                self.put_meta("schema", str(SCHEMA))
        if self.meta("schema") != str(SCHEMA):
            raise GradebookError(f"{str(path)!r} was made by another version (schema {self.meta('schema')})")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it, or nothing."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def meta(self, name: str) -> str | None:
        """A fact about the gradebook."""
        row = self.db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def put_meta(self, name: str, value: str) -> None:
        """Notes a fact about the gradebook, within a transaction."""
        self.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def close(self) -> None:
        """Ends the connection and gives the lock back."""
        self.db.close()
        self._lock.close()
