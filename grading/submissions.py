"""Intake: a folder of submissions to answers by student and part. Everything in it may be hostile.

A submission is a file `STUDENT.md` or a folder `STUDENT/` with files. The student's id comes from that name alone,
never from what a file says, and never becomes a path again. Symbolic links, devices and pipes are refused; sizes and
numbers are bounded before anything is parsed; parsing itself runs in a worker. What cannot be read is kept with the
reason.
"""

import errno
import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .formats import READERS, Answer, Parsed, Unreadable, parse

MOST_FILES = 50  # in one student's folder
LARGEST_TEXT = 1 << 20  # bytes
LARGEST_NOTEBOOK = 20 << 20  # its outputs are most of it
LONGEST_ID = 128
# What systems and tools leave behind, and nobody hands in. Any other name with a dot in front is told and not opened.
IGNORED = frozenset(
    {"__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini", ".DS_Store", ".AppleDouble", ".LSOverride", ".directory"}
    | {".Spotlight-V100", ".Trashes", ".TemporaryItems", ".DocumentRevisions-V100", ".fseventsd", ".localized"}
    | {".git", ".gitignore", ".gitattributes", ".gitkeep", ".ipynb_checkpoints", ".pytest_cache"}
)
LEFT_BEHIND = ("._", ".Trash-", ".nfs", ".fuse_hidden")  # with these in front, too
HIDDEN = "the name begins with a dot, so that it is not opened; hand it in under another name if it is a submission"


class NotAFolder(ValueError):
    """The folder of submissions cannot be listed."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What one student has handed in: files still unread, or the reason why they will not be."""

    student: str
    paths: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    problem: str | None = None


@dataclass(frozen=True, kw_only=True)
class Submission:
    """Answers of one student by part. `stray` names what belongs to no part; `problem` why nothing could be read."""

    student: str
    answers: dict[str, Answer] = field(default_factory=dict)
    stray: tuple[str, ...] = ()
    problem: str | None = None
    assignment: str | None = None


def discover(folder: str) -> Iterator[Entry]:
    """What each student has handed in, in the order of their ids. Raises NotAFolder."""
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        raise NotAFolder(f"cannot list {folder!r}: {error.strerror}") from None
    found: dict[str, Entry] = {}
    for name in names:
        if _ignored(name):
            continue
        entry = _entry(folder, name)
        if entry.student in found:
            problem = "there are two submissions of this student, as a file and as a folder or in two formats"
            entry = Entry(student=entry.student, problem=problem)
        found[entry.student] = entry
    yield from (found[student] for student in sorted(found))


def _ignored(name: str) -> bool:
    return name in IGNORED or name.startswith(LEFT_BEHIND)


def _entry(folder: str, name: str) -> Entry:
    path = os.path.join(folder, name)
    if name.startswith("."):
        return Entry(student=student_id(name), problem=HIDDEN)
    try:
        mode = os.lstat(path).st_mode
    except OSError as error:
        return Entry(student=student_id(name), problem=f"cannot be read: {error.strerror}")
    if stat.S_ISDIR(mode):
        return folder_entry(path, student_id(name))
    stem, ending = os.path.splitext(name)
    student = student_id(stem if ending.lower() in READERS else name)
    if not stat.S_ISREG(mode):
        return Entry(student=student, problem=_kind(mode))
    if ending.lower() not in READERS:
        return Entry(student=student, problem=f"{ending or 'a file without an ending'} is no format that is read")
    return Entry(student=student, paths=(path,))


def folder_entry(path: str, student: str) -> Entry:
    """What lies in one student's folder."""
    try:
        with os.scandir(path) as listed:
            entries = []
            for item in listed:
                if not _ignored(item.name):
                    entries.append(item)
                if len(entries) > MOST_FILES:
                    return Entry(student=student, problem=f"the folder holds more than {MOST_FILES} files")
    except OSError as error:
        return Entry(student=student, problem=f"the folder cannot be listed: {error.strerror}")
    paths, others = [], []
    for item in sorted(entries, key=lambda e: e.name):
        if item.name.startswith("."):
            others.append(item.path)
            continue
        if item.is_symlink():
            return Entry(student=student, problem=f"{printable(item.name)!r}: symbolic links are refused")
        readable = item.is_file(follow_symlinks=False) and os.path.splitext(item.name)[1].lower() in READERS
        (paths if readable else others).append(item.path)
    if not paths and not others:
        return Entry(student=student, problem="the folder is empty")
    names = tuple(printable(os.path.basename(o)) for o in others)
    return Entry(student=student, paths=tuple(paths), others=names)


def _kind(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "symbolic links are refused"
    return "it is neither a file nor a folder"


def student_id(name: str) -> str:
    """An id that can be shown and stored: NFC, without control characters; where it had to be changed, with a hash."""
    clean = unicodedata.normalize("NFC", printable(name)).strip()
    if clean == name and 0 < len(clean) <= LONGEST_ID:
        return clean
    mark = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return f"{clean[: LONGEST_ID - 9] or 'unnamed'}~{mark}"


def printable(text: str) -> str:
    """`text` without what turns a line, hides or cannot be encoded."""
    return "".join("?" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") else c for c in text)


def visible(text: str) -> str:
    """`text` with its lines, without characters that hide or turn others."""
    return "\n".join(printable(line.replace("\t", "    ")) for line in text.splitlines())


def file_name(student: str) -> str:
    """A name for a student's page: letters, digits and a hash of the id, so no two students share one."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", student).strip("-")[:40] or "student"
    return f"{plain}-{hashlib.sha256(student.encode()).hexdigest()[:10]}"


def read_entry(*, student: str, paths: Sequence[str], others: Sequence[str], parts: Sequence[str]) -> dict:
    """The answers in a student's files, as plain JSON; a worker's task. parts: ids of the assignment's parts."""
    answers: dict[str, dict] = {}
    stray = [f"the file {name!r}" for name in others]
    assignment = None
    try:
        for path in paths:
            parsed = parse(path, read_bytes(path))
            assignment = parsed.assignment or assignment
            found, unknown = match(parsed, parts)
            stray += [*parsed.stray, *unknown]
            for part, answer in found.items():
                before = answers.get(part, {"text": answer.text, "syntax": answer.syntax})
                if before["text"] != answer.text or (answer.text.strip() and before["syntax"] != answer.syntax):
                    raise Unreadable(f"two files answer {part!r} in different ways; which one counts?")
                answers[part] = {"text": encodable(answer.text), "syntax": answer.syntax}
    except Unreadable as error:
        where = f"{printable(os.path.basename(path))}: " if len(paths) > 1 else ""
        return {"student": student, "problem": printable(f"{where}{error}")[:500]}
    return {"student": student, "answers": answers, "stray": [printable(s)[:100] for s in stray[:20]], "of": assignment}


def submission(record: dict) -> Submission:
    """What `read_entry` found."""
    answers = {part: Answer(text=a["text"], syntax=a["syntax"]) for part, a in record.get("answers", {}).items()}
    return Submission(
        student=record["student"],
        answers=answers,
        stray=tuple(record.get("stray", ())),
        problem=record.get("problem"),
        assignment=record.get("of"),
    )


def same_assignment(said: str | None, name: str) -> bool:
    """Whether a file may belong to an assignment; one that does not say may. `-student` is the one without keys."""
    return said is None or said.removesuffix("-student") == name.removesuffix("-student")


def encodable(text: str) -> str:
    """`text` without half characters, which JSON can name and nothing can store."""
    return text.encode("utf-8", "replace").decode("utf-8")


def read_bytes(path: str) -> bytes:
    """The bytes of a regular file that is not too large; a link is not followed, a pipe not waited for."""
    most = LARGEST_NOTEBOOK if path.lower().endswith(".ipynb") else LARGEST_TEXT
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        message = "symbolic links are refused" if error.errno == errno.ELOOP else f"cannot be read: {error.strerror}"
        raise Unreadable(message) from None
    with os.fdopen(descriptor, "rb") as stream:
        found = os.fstat(stream.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise Unreadable("it is not a file")
        content = b"" if found.st_size > most else stream.read(most + 1)
    if found.st_size > most or len(content) > most:
        raise Unreadable(f"the file is larger than {most >> 10} KiB")
    return content


_WORD = re.compile(r"^(question|exercise|problem|part|answer|solution|task|q)\b[\s:.]*", re.IGNORECASE)


def match(parsed: Parsed, parts: Sequence[str]) -> tuple[dict[str, Answer], list[str]]:
    """Answers by part id, and the names with text that are no part's. `## Question 1 (a): why` names the part `1a`."""
    plain: dict[str, list[str]] = {}
    for part in parts:
        plain.setdefault(_plain(part), []).append(part)
    found: dict[str, Answer] = {}
    unknown = []
    for name, answer in parsed.answers.items():
        part = name if name in parts else _nearest(name, plain)
        if part is None:
            unknown += [f"the text under {name!r}"] if answer.text.strip() else []
        elif part in found and found[part].text.strip() and answer.text.strip():
            raise Unreadable(f"there are two answers to {part!r}; which one counts?")
        elif part not in found or answer.text.strip():
            found[part] = answer
    return found, unknown


def _nearest(name: str, plain: dict[str, list[str]]) -> str | None:
    bare = _WORD.sub("", name.strip())
    for candidate in (name, bare, re.split(r"\s*[:–—]\s*|\s+-\s+", bare, maxsplit=1)[0]):
        known = plain.get(_plain(candidate), [])
        if len(known) == 1:
            return known[0]
    return None


def _plain(name: str) -> str:
    return re.sub(r"[\s().]", "", name).casefold()
