"""The same calls on a Dask cluster: named functions, JSON in and out, every call under the limits of a worker of ours.

On each machine a Dask worker hands its calls to a worker process as on one machine (`workers`), so deadlines, limits
and deaths are the same everywhere. A Dask worker that dies in the middle takes nothing along: its calls are given out
again. The connection is `tls://` with certificates; plain `tcp://` is taken on loopback only, for whoever can reach a
scheduler can run anything on its workers.
"""

import contextlib
import hashlib
import ipaddress
import json
import threading
from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from distributed import Client, Future, Security, as_completed
from distributed.client import FutureCancelledError

from . import copies
from .worker_process import load
from .workers import TRIES, Limits, LocalExecutor, Loss, Lost

MISSING = "missing"  # never an answer: those are tables
PATIENCE = 30.0  # seconds for the scheduler to answer
AHEAD = 2  # calls that a thread of the cluster has waiting


class AddressRefused(ValueError):
    """A scheduler that is not spoken to like this, with the way out."""


def security_for(address: str, ca: str | None, cert: str | None, key: str | None) -> Security | None:
    """The security of a connection: certificates for `tls://`, none for `tcp://` on loopback. Raises AddressRefused."""
    parts = urlsplit(address)
    if parts.scheme == "tls":
        if not (ca and cert and key):
            raise AddressRefused("tls:// needs --tls-ca, --tls-cert and --tls-key")
        return Security(tls_ca_file=ca, tls_client_cert=cert, tls_client_key=key, require_encryption=True)
    if parts.scheme != "tcp":
        raise AddressRefused(f"{address!r} is no address of a scheduler: tls://HOST:PORT")
    if not _is_loopback(parts.hostname or ""):
        raise AddressRefused(f"{address!r}: plain tcp is spoken on this machine only; use tls:// with certificates")
    return None


def _is_loopback(host: str) -> bool:
    # names are not looked up: what a name means may change between the look and the connection
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class DaskExecutor:
    """Calls of one named function on a cluster, behind the interface of `LocalExecutor`.

    files: paths that stand among the arguments; their content goes to each machine once, and the path there takes
    their place.
    """

    def __init__(
        self,
        task: str,
        address: str,
        *,
        security: Security | None = None,
        limits: Limits | None = None,
        variables: dict[str, str] | None = None,
        files: Sequence[str] = (),
    ) -> None:
        load(task)
        self.files = {}
        for path in files:
            with open(path, encoding="utf-8") as stream:
                self.files[path] = stream.read()
        digests = {path: hashlib.sha256(text.encode()).hexdigest() for path, text in self.files.items()}
        told = {"task": task, "limits": vars(limits or Limits()), "variables": variables or {}, "files": digests}
        self.told = json.dumps(told)
        self.client = Client(address, security=security, timeout=PATIENCE, set_as_default=False)

    def __enter__(self) -> "DaskExecutor":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, calls: Iterable[tuple[Hashable, dict]]) -> Iterator[tuple[Hashable, object]]:
        """Pairs (key, answer or `Lost`) as they are ready."""
        source = iter(calls)
        places: dict[Future, tuple[Hashable, str, int]] = {}
        again: deque[tuple[Hashable, str, int]] = deque()
        files = json.dumps(self.files)
        waiting = as_completed(loop=self.client.loop)

        def fill() -> None:
            room = AHEAD * max(1, sum(self.client.nthreads().values()))
            while len(places) < room:
                if again:
                    key, arguments, tries = again.popleft()
                else:
                    item = next(source, None)
                    if item is None:
                        return
                    key, arguments, tries = item[0], json.dumps(item[1]), 0
                # `pure` is false: the same answer of two students is judged for both
                future = self.client.submit(run_here, self.told, arguments, None, pure=False, retries=0)
                places[future] = (key, arguments, tries + 1)
                waiting.add(future)

        try:
            fill()
            while places:
                future = next(waiting)
                key, arguments, tries = places.pop(future)
                answer = _answer(future)
                if answer == MISSING:  # the first call on a machine
                    future = self.client.submit(run_here, self.told, arguments, files, pure=False, retries=0)
                    places[future] = (key, arguments, tries)
                    waiting.add(future)
                    continue
                if isinstance(answer, Lost) and answer.loss is Loss.DEATH and tries < TRIES:
                    again.append((key, arguments, tries))
                else:
                    yield key, answer
                fill()
        finally:
            self.client.cancel(list(places))

    def close(self) -> None:
        """Ends the connection; the cluster goes on."""
        with contextlib.suppress(Exception):  # the scheduler may be gone already
            self.client.run(close_here)
        self.client.close()

    @classmethod
    def for_grading(
        cls, assignment: str, address: str, *, ca: str | None, cert: str | None, key: str | None, options: object
    ) -> "DaskExecutor":
        """Judging of an assignment on the cluster. Raises AddressRefused, OSError where nobody answers."""
        from . import run
        from .assignment import path_of

        assert isinstance(options, run.Options)
        return cls(
            run.JUDGE,
            address,
            security=security_for(address, ca, cert, key),
            limits=Limits(seconds=options.seconds),
            variables=run.variables(options),
            files=[str(path_of(assignment).resolve())],
        )


def _answer(future: Future) -> object:
    try:
        found = json.loads(future.result())
    except FutureCancelledError as error:
        return Lost(loss=Loss.DEATH, detail=str(error))
    except Exception as error:  # whatever the cluster says: a worker that was killed too often, a lost connection
        return Lost(loss=Loss.DEATH, detail=f"{type(error).__name__}: {error}"[:500])
    if "answer" in found:
        return found["answer"]
    return MISSING if "missing" in found else Lost(loss=Loss(found["lost"]), detail=found["detail"])


_here = threading.local()
_all: list[LocalExecutor] = []
_copies: dict[str, str] = {}  # digest of a file, its path on this machine


def run_here(told: str, arguments: str, files: str | None) -> str:
    """One call on this machine, in a worker process of this thread; JSON in, JSON out."""
    wanted = json.loads(told)
    if not _have(wanted["files"], files):
        return json.dumps({"missing": True})
    places = {path: _copies[digest] for path, digest in wanted["files"].items()}
    given = {k: places.get(v, v) if isinstance(v, str) else v for k, v in json.loads(arguments).items()}
    if getattr(_here, "told", None) != told:
        _here.executor = LocalExecutor(
            wanted["task"], jobs=1, limits=Limits(**wanted["limits"]), variables=wanted["variables"]
        )
        _here.told = told
        _all.append(_here.executor)
    ((_, answer),) = _here.executor.run([(0, given)])
    if isinstance(answer, Lost):
        return json.dumps({"lost": answer.loss.value, "detail": answer.detail})
    return json.dumps({"answer": answer})


def _have(digests: dict[str, str], files: str | None) -> bool:
    """Whether all files are on this machine, now that `files` may have come along."""
    for path, text in json.loads(files or "{}").items():
        _copies[digests[path]] = copies.write(path, text)
    return all(digest in _copies for digest in digests.values())


def close_here() -> int:
    """Ends the worker processes of this Dask worker; how many there were. They start again when they are needed."""
    count = sum(len(executor.workers) for executor in _all)
    for executor in _all:
        executor.close()
    for copy in _copies.values():
        copies.remove(copy)
    _copies.clear()
    return count
