"""The same grades from a Dask cluster on loopback: encrypted, and with a worker killed in the middle."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
from backproof.cli import main as cli  # noqa: E402
from backproof.grading import pages, run  # noqa: E402
from backproof.grading.cluster import AddressRefused, DaskExecutor, security_for  # noqa: E402
from backproof.grading.gradebook import Gradebook  # noqa: E402
from backproof.grading.workers import Limits, Loss, Lost  # noqa: E402

from .test_kills import SMALL, attempts, grades, undisturbed, write_class  # noqa: E402

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.filterwarnings("default")  # distributed has warnings of its own


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextlib.contextmanager
def cluster(workers: int, *, tls: tuple[str, ...] = (), folder: Path):
    """(address, worker processes) of a scheduler and workers as `dask` starts them."""
    scheme = "tls" if tls else "tcp"
    address = f"{scheme}://127.0.0.1:{free_port()}"
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT.parent)}
    names = ("--tls-ca-file", "--tls-cert", "--tls-key")
    certificates = [word for pair in zip(names, tls, strict=False) for word in pair]
    dask = [sys.executable, "-m", "dask"]
    processes = []

    def start(*command: str) -> subprocess.Popen:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        found = subprocess.Popen([*dask, *command, *certificates], env=surroundings, cwd=folder, **quiet)
        processes.append(found)
        return found

    try:
        start("scheduler", "--host", address, "--no-dashboard", "--no-jupyter")
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", f"{scheme}://127.0.0.1")
        started = [start("worker", address, *options) for _ in range(workers)]
        yield address, started
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()


def wait_for_workers(executor: DaskExecutor, number: int) -> None:
    executor.client.wait_for_workers(number, timeout=60)


def certificates(folder: Path) -> tuple[str, str, str]:
    """An authority, and one certificate that it signed, for 127.0.0.1."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    def made(name: str, issuer=None, signer=None):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer or subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        )
        return builder.sign(signer or key, hashes.SHA256()), key, subject

    authority, signer, issuer = made("authority")
    certificate, key, _ = made("backproof", issuer, signer)
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    content = {
        "ca.pem": authority.public_bytes(serialization.Encoding.PEM),
        "cert.pem": certificate.public_bytes(serialization.Encoding.PEM),
        "key.pem": key.private_bytes(serialization.Encoding.PEM, *plain),
    }
    for name, data in content.items():
        (folder / name).write_bytes(data)
    return tuple(str(folder / name) for name in content)


@pytest.mark.parametrize(
    "address", ["tcp://10.0.0.1:8786", "tcp://localhost:8786", "tcp://0.0.0.0:1", "10.0.0.1:8786", "ws://127.0.0.1:1"]
)
def test_plain_connections_leave_this_machine_never(address):
    with pytest.raises(AddressRefused):
        security_for(address, None, None, None)


def test_tls_needs_certificates(tmp_path):
    with pytest.raises(AddressRefused, match="--tls-ca"):
        security_for("tls://10.0.0.1:8786", None, None, None)
    assert security_for("tcp://127.0.0.1:8786", None, None, None) is None
    assert security_for("tls://10.0.0.1:8786", *certificates(tmp_path)).require_encryption


def test_the_command_grades_on_an_encrypted_cluster(tmp_path, capsys):
    folder = write_class(tmp_path / "subs", 12)
    tls = certificates(tmp_path)
    names = ("--tls-ca", "--tls-cert", "--tls-key")
    arguments = [word for pair in zip(names, tls, strict=True) for word in pair]
    with cluster(2, tls=tls, folder=tmp_path) as (address, _):
        time.sleep(1)
        out = ["--out", str(tmp_path / "out"), "--executor", "dask", "--scheduler", address]
        assert cli.run(["grade", str(SMALL), str(folder), *out, *arguments]) == 0, capsys.readouterr().err
        without = ["--out", str(tmp_path / "two"), "--executor", "dask", "--scheduler", address]
        assert cli.run(["grade", str(SMALL), str(folder), *without]) == 2
    assert grades(tmp_path / "out") == undisturbed(tmp_path, folder)


def test_limits_hold_on_a_cluster(tmp_path):
    ways = ["fine", "exit", "sleep", "memory", "raise", "fine"]
    limits = Limits(seconds=3, cpu_seconds=2, memory=1 << 30)
    task = "backproof.tests.grading.tasks:misbehave"
    with cluster(1, folder=tmp_path) as (address, _), DaskExecutor(task, address, limits=limits) as executor:
        answers = dict(executor.run((n, {"how": how}) for n, how in enumerate(ways)))
    found = [answers[n].loss if isinstance(answers[n], Lost) else None for n in range(len(ways))]
    assert found == [None, Loss.DEATH, Loss.TIME, Loss.MEMORY, Loss.ERROR, None]


@pytest.mark.slow
def test_a_cluster_worker_that_is_killed_loses_nothing(tmp_path):
    folder, out = write_class(tmp_path / "subs", 300), tmp_path / "out"
    killed = []
    with cluster(3, folder=tmp_path) as (address, started):
        options = run.Options()
        executor = DaskExecutor.for_grading(str(SMALL), address, ca=None, cert=None, key=None, options=options)
        with executor, Gradebook(out, create=True) as book:
            wait_for_workers(executor, 3)

            def disturb(done: run.Progress) -> None:
                if done.judged in (100, 400) and len(killed) < 2:
                    victim = started[len(killed)]
                    victim.send_signal(signal.SIGKILL)
                    killed.append(victim)

            run.grade(str(SMALL), str(folder), book, options=options, executor=executor, on_progress=disturb)
            run.grade(str(SMALL), str(folder), book, options=options, executor=executor)
            pages.write_pages(book, feedback=False)
    assert len(killed) == 2
    counted = attempts(out)
    assert set(counted.values()) == {1} and len(counted) == 900
    assert grades(out) == undisturbed(tmp_path, folder)
