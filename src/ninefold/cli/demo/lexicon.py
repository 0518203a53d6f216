"""The demo company's lexicon, read from lexicon.toml."""

import tomllib
from importlib.resources import files

from ninefold.content import actions as content
from ninefold.content.types import Term
from ninefold.kernel.actors import Actor


def lay_out(actor: Actor, *, now: int) -> None:
    """Write down how collectors speak."""
    read = tomllib.loads(files("ninefold.cli.demo").joinpath("lexicon.toml").read_text(encoding="utf-8"))
    for one in read["term"]:
        term = Term(read["community"], one["term"], one["plain"], one["example"], read["source"])
        content.save_term(actor=actor, term=term, now=now)
