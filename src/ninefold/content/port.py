"""The one port of the house: content asks whether a variant fits, and does not know who answers.

`pipeline` and `web` install adapt's answer once at the start of each process.
"""

from collections.abc import Callable

from ninefold.content.errors import FitPortMissing
from ninefold.content.types import FitReport, VariantContent

Fit = Callable[[VariantContent], FitReport]
_installed: list[Fit] = []


def install(fit: Fit) -> None:
    """Install the port of this process. Installing the same function again changes nothing."""
    assert not _installed or _installed[0] is fit, "the fit port is installed once"
    _installed[:] = [fit]


def report(content: VariantContent) -> FitReport:
    """Ask the port; raise FitPortMissing where none is installed."""
    if not _installed:
        raise FitPortMissing(
            "fit_port_missing",
            "Nothing can be published here: this process does not know the form factors. Start it with `ninefold up`.",
        )
    return _installed[0](content)
