"""Oracles for `theory.convolution`: sums by NumPy's rolls, flips and fast Fourier transform."""

import numpy as np

from .engine.check import Check

Array = np.ndarray


def convolution_by_fourier(w: Array, x: Array, **_: object) -> Array:
    """Circular convolution as a product of spectra, (n,)."""
    return np.fft.ifft(np.fft.fft(w) * np.fft.fft(x)).real


def correlation_by_fourier(w: Array, x: Array, **_: object) -> Array:
    """Circular cross-correlation: the kernel's spectrum is conjugated, (n,)."""
    return np.fft.ifft(np.conj(np.fft.fft(w)) * np.fft.fft(x)).real


def correlation_of_every_shift(w: Array, x: Array, **_: object) -> Array:
    """Cross-correlation, rolled by s places to the right, (n, n) with axes place and shift."""
    return np.stack([np.roll(correlation_by_fourier(w, x), s) for s in range(len(x))], axis=1)


def total_of_every_shift(x: Array, **_: object) -> Array:
    """Sum of the signal rolled by s places, (n,)."""
    return np.array([np.sum(np.roll(x, s)) for s in range(len(x))])


def features_of_every_shift(w: Array, x: Array, **_: object) -> Array:
    """Sum of the logistic of the cross-correlation with the rolled signal, (n,)."""
    features = [correlation_by_fourier(w, np.roll(x, s)) for s in range(len(x))]
    return np.array([np.sum(1 / (1 + np.exp(-f))) for f in features])


def filter_response(**pixels: object) -> float:
    """Sum of the products of the patch with Sobel's filter, outer product of (1, 2, 1) and (-1, 0, 1)."""
    patch = np.array([[pixels[f"x{r}{c}"] for c in range(3)] for r in range(3)], dtype=float)
    return float(np.array([1, 2, 1]) @ patch @ np.array([-1, 0, 1]))


convolution_commutes = Check(oracle=convolution_by_fourier)
correlation_is_convolution_with_flipped_kernel = Check(oracle=correlation_by_fourier)
exchange_reverses_cross_correlation = Check(oracle=correlation_by_fourier)
correlation_matrix_is_circulant = Check(oracle=correlation_by_fourier)
correlation_commutes_with_circular_shifts = Check(oracle=correlation_of_every_shift)
sum_is_invariant_under_circular_shifts = Check(oracle=total_of_every_shift)
invariant_after_equivariant_is_invariant = Check(oracle=features_of_every_shift)
edge_filter_responds_with_four = Check(oracle=filter_response)
