"""The user's own deep network, and the comparison that comes before any is trained."""

from __future__ import annotations

from collections.abc import Callable
from operator import is_
from threading import Lock

from ...theory.kernel.statement import Statement
from ..engine.elementwise import Activation
from ..engine.study import Given, Init, NotMeasured, Row, Setting
from ..engine.train import SAME
from ..engine.train_depth import WIDTH, gap_to_automatic
from ..engine.train_recursion import gap_to_the_claims
from ..engine.train_starts import Architecture, Scheme

USUAL = {Activation.LOGISTIC: Init.XAVIER, Activation.TANH: Init.XAVIER}  # He's elsewhere
DEPTH = 10


def of_user(setting: Setting) -> tuple[Architecture, int, int]:
    """Architecture, depth and width that were asked for. Raises ValueError where they do not go together."""
    activation = Activation(setting.activation or Activation.LOGISTIC.value)
    init = setting.init or USUAL.get(activation, Init.HE)
    plain = Architecture(activation=activation, scheme=Scheme(init.value), residual=bool(setting.residual))
    rate = 1.0 if activation is Activation.LOGISTIC and plain.scheme is not Scheme.TANH_EQUIVALENT else 0.1
    rate = rate / 10 if plain.residual and activation in (Activation.RELU, Activation.IDENTITY) else rate
    return single_of(plain, rate), setting.depth or DEPTH, setting.width or WIDTH


def single_of(architecture: Architecture, rate: float) -> Architecture:
    """The architecture with this step size."""
    return Architecture(
        activation=architecture.activation,
        scheme=architecture.scheme,
        residual=architecture.residual,
        learning_rate=rate,
    )


def single(task: Row) -> Architecture:
    """The architecture that a task writes out."""
    return Architecture(
        activation=Activation(task["activation"]),
        scheme=Scheme(task["init"]),
        residual=bool(task["residual"]),
        learning_rate=float(task["rate"]),  # type: ignore[arg-type]
    )


class Compared:
    """What was compared, once for the same statements: they are kept with it, so that no other can take their place."""

    def __init__(self) -> None:
        self.known: dict[object, tuple[list[Statement], dict[str, float]]] = {}
        self.lock = Lock()  # what one thread compares another waits for

    def gaps(
        self, what: object, name: str, given: Given, compare: Callable[[], tuple[float, float]]
    ) -> dict[str, float]:
        """Relative gaps to claims and automatic differentiation. Raises NotMeasured where they are no rounding."""
        statements, key = list(given.formulas.values()), (what, given.setting.seed)
        found = self._known(key, statements)
        if found is None:
            with self.lock:
                found = self._known(key, statements) or self._compared(name, compare)
                self.known[key] = (statements, found)
        return found

    def _known(self, key: object, statements: list[Statement]) -> dict[str, float] | None:
        before = self.known.get(key)
        same = before and len(before[0]) == len(statements) and all(map(is_, before[0], statements))
        return before[1] if before and same else None

    def _compared(self, name: str, compare: Callable[[], tuple[float, float]]) -> dict[str, float]:
        claimed, automatic = compare()
        if not (claimed <= SAME and automatic <= SAME):
            raise NotMeasured(
                f"{name}: the step is {claimed:.1g} from the claimed recursion and {automatic:.1g} from automatic "
                "differentiation in float64"
            )
        return {"to the claimed recursion": claimed, "to automatic differentiation": automatic}


_compared = Compared()


def checked(architecture: Architecture, given: Given) -> dict[str, float]:
    """The step's gradient against the claims and automatic differentiation, once a run. Raises NotMeasured."""
    seed = given.setting.seed

    def compare() -> tuple[float, float]:
        return gap_to_the_claims(architecture, given.formulas, seed), gap_to_automatic(architecture, 3, seed)

    return _compared.gaps(architecture, architecture.name, given, compare)
