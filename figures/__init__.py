"""Pictures of claims: `draw("dropout.loss_decomposition")` is a matplotlib figure, `render` a file."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .figure import Figure, all_figures, draw, figures_of, render
    from .style import Format, Preset, Style

__all__ = ["Figure", "Format", "Preset", "Style", "all_figures", "draw", "figures_of", "render"]


def __getattr__(name: str) -> object:
    # matplotlib is loaded when a picture is asked for
    if name in ("Format", "Preset", "Style"):
        from . import style

        return getattr(style, name)
    if name in __all__:
        from . import figure

        return getattr(figure, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
