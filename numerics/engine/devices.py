"""Where the numbers are computed: one code path, a CPU or a GPU."""

import contextlib
import hashlib
import os
import platform
import warnings
from enum import Enum
from pathlib import Path

WHOLE_LOOPS = "--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold=1000000000"
MOST_CPU_DEVICES = 32


class Device(Enum):
    """What may be asked for."""

    AUTO = "auto"
    CPU = "cpu"
    GPU = "gpu"


class DeviceError(RuntimeError):
    """The device that was asked for is not there."""


def choose(device: Device) -> str:
    """Sets up JAX for float64 on the device and returns its platform. Raises DeviceError without such a device.

    Matrix products are forced to full precision: TF32 would break float32 checks on a GPU.
    """
    # One loop becomes one function of machine code, which halves the time of training; read when the first device is
    # asked for. XLA passes over a key that it does not know.
    if "xla_backend_extra_options" not in os.environ.get("XLA_FLAGS", ""):
        os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {WHOLE_LOOPS}".strip()
    # Small products that XLA spreads over threads of its own cost twice the time; cores are for devices and workers. It
    # is read when the first device is asked for.
    os.environ.setdefault("NPROC", "1")
    import jax

    if jax.config.jax_num_cpu_devices < 1 and "host_platform_device_count" not in os.environ["XLA_FLAGS"]:
        # One a core, over which ensembles are spread. Too late where JAX is running: then with what it has.
        with contextlib.suppress(RuntimeError):
            jax.config.update("jax_num_cpu_devices", min(_cores(), MOST_CPU_DEVICES))
    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_default_matmul_precision", "highest")
    if jax.config.jax_compilation_cache_dir is None and (kept := _compiled_programs()):
        jax.config.update("jax_compilation_cache_dir", str(kept))
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
        jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
        # A program that another process is just writing cannot be read yet, and is compiled.
        warnings.filterwarnings("ignore", "Error (reading|writing) persistent compilation cache")
    platforms = {d.platform for d in jax.devices()}
    if device is Device.GPU and "gpu" not in platforms:
        raise DeviceError("no GPU is visible to JAX; use --device auto or cpu")
    chosen = "gpu" if device is not Device.CPU and "gpu" in platforms else "cpu"
    jax.config.update("jax_default_device", jax.devices(chosen)[0])
    return chosen


def _cores() -> int:
    """The number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _compiled_programs() -> Path | None:
    """A folder of the user's cache for compiled programs, which take longer to compile than to run; None without one.

    One for each kind of processor: a home may be shared by machines, and machine code may not.
    """
    try:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        kept = home / "backproof" / f"xla-{_processor()}"
        kept.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return None
    return kept if os.access(kept, os.W_OK | os.X_OK) else None


def _processor() -> str:
    """A short name of this processor and its instruction set."""
    about = {platform.machine(), platform.processor()}
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
        about |= {line for line in lines if line.startswith(("model name", "flags", "Features"))}
    except OSError:
        pass  # not Linux
    return hashlib.sha256("\n".join(sorted(about)).encode()).hexdigest()[:12]


def description() -> dict[str, str]:
    """Versions and device, for the evidence and the report."""
    import jax

    chosen = jax.config.jax_default_device or jax.devices()[0]
    return {"jax": jax.__version__, "device": getattr(chosen, "device_kind", str(chosen)), "dtype": "float64"}
