"""Oracles for `theory.convolution`: sums by NumPy's rolls, flips and fast Fourier transform."""

import numpy as np
from scipy.signal import correlate2d

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


# Boundary conditions and the example in letters, by NumPy's and SciPy's own correlations.
def outputs_one_turn_later(w: Array, x: Array, **_: object) -> Array:
    """Outputs n..2n-1 of the periodic signal, (n,)."""
    turns = 2 + -(-len(w) // len(x))
    return np.correlate(np.tile(x, turns), w, "valid")[len(x) : 2 * len(x)]


def last_valid_output(w: Array, x: Array, **_: object) -> float:
    """The last entry of the valid cross-correlation."""
    return float(np.correlate(x, w, "valid")[-1])


def valid_length(m: float, n: float, s: float, **_: object) -> int:
    """Number of windows of m places that a view of n places has, every s-th of them."""
    return len(np.lib.stride_tricks.sliding_window_view(np.zeros(round(n)), round(m))[:: round(s)])


def padded_outputs(w: Array, x: Array, **_: object) -> Array:
    """The valid cross-correlation of the padded signal, (n,)."""
    return np.correlate(x, w, "valid")


def letters_output(**named: float) -> float:
    """SciPy's valid cross-correlation of the image a..l, against the numbers t0..t5."""
    image = np.array([named[letter] for letter in "abcdefghijkl"]).reshape(4, 3)
    kernel = np.array([named[letter] for letter in ("alpha", "beta", "gamma", "delta")]).reshape(2, 2)
    tests = np.array([named[f"t{number}"] for number in range(6)]).reshape(3, 2)
    return float(np.sum(tests * correlate2d(image, kernel, mode="valid")))


circular_outputs_repeat_after_n_places = Check(oracle=outputs_one_turn_later)
last_valid_window_ends_at_the_last_place = Check(oracle=last_valid_output)
valid_outputs_with_stride = Check(oracle=valid_length)
odd_same_padding_is_centred = Check(oracle=padded_outputs)
even_same_padding_leans_to_the_left = Check(oracle=padded_outputs)
letters_example_is_valid_cross_correlation = Check(oracle=letters_output)


def weighed_convolution(w: Array, x: Array, f: Array, **_: object) -> float:
    """NumPy's convolution with every place at which the two meet, against the weights of the places."""
    return float(np.convolve(w, x) @ f)


def weighed_convolution_of_a_mixture(w: Array, x: Array, z: Array, a: float, b: float, f: Array, **_: object) -> float:
    """The same of a x + b z."""
    return float(np.convolve(w, a * x + b * z) @ f)


def mean_over_pairs(q: Array, f: Array, **_: object) -> float:
    """Mean of f(U + V) under the joint law, pair by pair."""
    return sum(float(p) * float(f[i + j]) for (i, j), p in np.ndenumerate(q))


def spectrum(values: Array, omega: float, first: int = 1) -> complex:
    """sum_k values_k e^(i omega k), k counted from `first`."""
    return complex(np.exp(1j * omega * (first + np.arange(len(values)))) @ values)


def real_spectrum_of_convolution(w: Array, x: Array, omega: float, **_: object) -> float:
    """Real part of the transform of NumPy's convolution, whose first place is 2."""
    return spectrum(np.convolve(w, x), omega, 2).real


def imaginary_spectrum_of_convolution(w: Array, x: Array, omega: float, **_: object) -> float:
    """Imaginary part of the same."""
    return spectrum(np.convolve(w, x), omega, 2).imag


def real_spectrum_of_correlation(w: Array, x: Array, omega: float, **_: object) -> float:
    """Real part of the transform of NumPy's cross-correlation, whose first place is 1 - m."""
    return spectrum(np.correlate(x, w, "full"), omega, 1 - len(w)).real


convolution_of_sequences_commutes = Check(oracle=weighed_convolution)
convolution_of_sequences_is_linear = Check(oracle=weighed_convolution_of_a_mixture)
law_of_an_independent_sum_is_the_convolution = Check(oracle=mean_over_pairs)
convolution_becomes_a_product_of_transforms = Check(oracle=real_spectrum_of_convolution)
imaginary_parts_of_the_transforms_mix = Check(oracle=imaginary_spectrum_of_convolution)
cross_correlation_conjugates_the_kernel = Check(oracle=real_spectrum_of_correlation)
