"""Normal forms of the functions that have a name, by way of exponentials, logarithms, error functions and angles."""

from fractions import Fraction

from ..language.tree import Node
from .elementary import Elementary
from .plainly import is_whole
from .quantities import NONE, UNIT, Ratio, add, constant, inverse, key_of, multiply, negative, number, power


class Functions(Elementary):
    """Named functions; what their arguments are is read by the class that inherits."""

    def read(self, node: Node) -> Ratio:
        """The fraction of a tree. Raises Beyond, Split and Finer."""
        raise NotImplementedError

    def _exp(self, x: Node) -> Ratio:
        return self.exponential(self.read(x))

    def _ln(self, x: Node) -> Ratio:
        return self.logarithm(self.read(x))

    def _log10(self, x: Node) -> Ratio:
        return multiply(self._ln(x), inverse(self.logarithm(constant(10))))

    def _log2(self, x: Node) -> Ratio:
        return multiply(self._ln(x), inverse(self.logarithm(constant(2))))

    def _log_base(self, b: Node, x: Node) -> Ratio:
        return multiply(self._ln(x), inverse(self._ln(b)))

    def _sqrt(self, x: Node) -> Ratio:
        return self.root_of(self.read(x), 2)

    def _cbrt(self, x: Node) -> Ratio:
        self._real()
        a = self.read(x)
        return NONE if a.top == 0 else self.root(("cbrt", key_of(a)), 3, a)

    def _abs(self, x: Node) -> Ratio:
        return self.absolute(self.read(x))

    def _sign(self, x: Node) -> Ratio:
        return constant(self.sign(self.read(x)))

    def _heaviside(self, x: Node) -> Ratio:
        return UNIT if self.sign(self.read(x)) > 0 else NONE

    def _relu(self, x: Node) -> Ratio:
        a = self.read(x)
        return a if self.sign(a) > 0 else NONE

    def _leaky_relu(self, x: Node, slope: Node) -> Ratio:
        a = self.read(x)
        return a if self.sign(a) > 0 else multiply(self.read(slope), a)

    def _floor(self, x: Node) -> Ratio:
        return self._whole_part("floor", x)

    def _ceil(self, x: Node) -> Ratio:
        return self._whole_part("ceil", x)

    def _whole_part(self, name: str, x: Node) -> Ratio:
        a = self.read(x)
        return a if is_whole(x, self.scope) else self.atom((name, key_of(a)))

    def _max(self, *args: Node) -> Ratio:
        return self._extreme(args, 1)

    def _min(self, *args: Node) -> Ratio:
        return self._extreme(args, -1)

    def _extreme(self, args: tuple[Node, ...], wanted: int) -> Ratio:
        best = self.read(args[0])
        for other in args[1:]:
            here = self.read(other)
            if self.sign(add(here, negative(best))) == wanted:
                best = here
        return best

    def _sigmoid(self, x: Node) -> Ratio:
        e = self.exponential(self.read(x))
        return Ratio(e.top, e.top + e.bottom)

    def _tanh(self, x: Node) -> Ratio:
        e = power(self.exponential(self.read(x)), 2)
        return Ratio(e.top - e.bottom, e.top + e.bottom)

    def _sinh(self, x: Node) -> Ratio:
        e = self.exponential(self.read(x))
        return multiply(constant(Fraction(1, 2)), add(e, negative(inverse(e))))

    def _cosh(self, x: Node) -> Ratio:
        e = self.exponential(self.read(x))
        return multiply(constant(Fraction(1, 2)), add(e, inverse(e)))

    def _softplus(self, x: Node) -> Ratio:
        return self.logarithm(add(UNIT, self.exponential(self.read(x))))

    def _silu(self, x: Node) -> Ratio:
        return multiply(self.read(x), self._sigmoid(x))

    def _gelu(self, x: Node) -> Ratio:
        return multiply(self.read(x), self._Phi(x))

    def _Phi(self, x: Node) -> Ratio:
        a = self.read(x)
        half = constant(Fraction(1, 2))
        if a.top == 0:
            return half
        scaled = multiply(a, inverse(self.root_of(constant(2), 2)))
        flip = a.top.leading_coefficient() < 0
        # sqrt 2 stands below, so that the key of erf(x/sqrt 2) is one however it was written
        value = self.atom(("erf", self._simple_key(negative(scaled) if flip else scaled)))
        return multiply(half, add(UNIT, negative(value) if flip else value))

    def _erf(self, x: Node) -> Ratio:
        a = self.read(x)
        if a.top == 0:
            return NONE
        flip = a.top.leading_coefficient() < 0
        value = self.atom(("erf", self._simple_key(negative(a) if flip else a)))
        return negative(value) if flip else value

    def _simple_key(self, a: Ratio) -> tuple:
        """The key with roots of numbers in the numerator alone."""
        for n, order, base in self.rules:
            value = number(base)
            degree = a.bottom.degrees()[n]
            if value is not None and degree:
                by = Ratio(self._generator(n) ** (order - degree % order))
                a = Ratio(self.reduced(a.top * by.top), self.reduced(a.bottom * by.top))
        return key_of(a)

    def _phi(self, x: Node) -> Ratio:
        a = self.read(x)
        tau = multiply(constant(2), self._constant("pi"))
        return multiply(
            self.exponential(multiply(constant(Fraction(-1, 2)), power(a, 2))), inverse(self.root_of(tau, 2))
        )

    def _sin(self, x: Node) -> Ratio:
        return self.angle(self.read(x))[1]

    def _cos(self, x: Node) -> Ratio:
        return self.angle(self.read(x))[0]

    def _tan(self, x: Node) -> Ratio:
        cosine, sine = self.angle(self.read(x))
        return multiply(sine, inverse(cosine))

    def _cot(self, x: Node) -> Ratio:
        cosine, sine = self.angle(self.read(x))
        return multiply(cosine, inverse(sine))

    def _sec(self, x: Node) -> Ratio:
        return inverse(self.angle(self.read(x))[0])

    def _csc(self, x: Node) -> Ratio:
        return inverse(self.angle(self.read(x))[1])

    def _coth(self, x: Node) -> Ratio:
        return inverse(self._tanh(x))

    def _sech(self, x: Node) -> Ratio:
        return inverse(self._cosh(x))

    def _csch(self, x: Node) -> Ratio:
        return inverse(self._sinh(x))
