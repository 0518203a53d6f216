"""Content that the tests of this room write."""

from collections.abc import Iterator
from contextlib import contextmanager

from ninefold.content import port
from ninefold.content.types import Block, BlockKind, FitProblem, FitReport, Priority, VariantContent
from ninefold.culture.types import Channel
from ninefold.kernel.actors import Actor, Role, system

EDITOR = Actor("user:0", "Ada", frozenset({Role.EDITOR}))
ANALYST = Actor("user:0", "Ann", frozenset({Role.ANALYST}))
SYSTEM = system("test")
KEYS = ("mail", "sms", "push")


def letter(tag: str = "en", *, text: str = "Twelve records for 19.90.", form_factor: str = "") -> VariantContent:
    heading = Block("b1", BlockKind.HEADING, Priority.ESSENTIAL, "The autumn box is here")
    body = Block("b2", BlockKind.TEXT, Priority.SUPPORTING, text)
    return VariantContent(tag, form_factor, "The autumn box", "Twelve records", (heading, body))


def fit_by_length(content: VariantContent) -> FitReport:
    """Mail takes everything, all else takes texts up to 80 characters."""
    text = "".join(block.text for block in content.blocks)
    fits = tuple(key for key in KEYS if key == "mail" or len(text) <= 80)
    problems = tuple(FitProblem(key, "b2", "Shorten block 2.") for key in KEYS if key not in fits)
    return FitReport(fits, problems, (Channel.MAIL,) if fits == ("mail",) else (Channel.MAIL, Channel.SMS))


@contextmanager
def installed(fit: port.Fit = fit_by_length) -> Iterator[None]:
    """The fit port holds `fit`, and afterwards what it held before."""
    before = list(port._installed)
    port._installed[:] = [fit]
    try:
        yield
    finally:
        port._installed[:] = before


@contextmanager
def none_installed() -> Iterator[None]:
    before = list(port._installed)
    port._installed.clear()
    try:
        yield
    finally:
        port._installed[:] = before
