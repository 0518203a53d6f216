"""Installs the one permitted port: content asks adapt, which it may not import, whether a variant fits."""

from ninefold.adapt import fit
from ninefold.content import port


def install() -> None:
    """Connect the port; worker, demo and studio call this once at their start."""
    port.install(fit.report)
