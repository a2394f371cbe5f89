"""Where the numbers are computed: one code path, a CPU or a GPU."""

from enum import Enum


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
    import jax

    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_default_matmul_precision", "highest")
    platforms = {d.platform for d in jax.devices()}
    if device is Device.GPU and "gpu" not in platforms:
        raise DeviceError("no GPU is visible to JAX; use --device auto or cpu")
    platform = "gpu" if device is not Device.CPU and "gpu" in platforms else "cpu"
    jax.config.update("jax_default_device", jax.devices(platform)[0])
    return platform


def description() -> dict[str, str]:
    """Versions and device, for the evidence and the report."""
    import jax

    chosen = jax.config.jax_default_device or jax.devices()[0]
    return {"jax": jax.__version__, "device": getattr(chosen, "device_kind", str(chosen)), "dtype": "float64"}
