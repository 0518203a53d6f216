"""Whatever code is kept for machines, people read words: each that can occur has its own."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import ninefold
from ninefold.collect.aside import ROOM_FAILED
from ninefold.collect.types import What
from ninefold.pipeline import known
from ninefold.pipeline.erasing import places
from ninefold.pipeline.heldwords import HELD, OTHER, held
from ninefold.web.studio.shell.acting import SYSTEMS, names_of

SOURCE = Path(ninefold.__file__).parent
# Where an event, or a request, is found to be wrong once it has been taken in.
JUDGING = (
    "collect/schema/*.py", "collect/parsing.py", "collect/replay.py", "collect/sources.py", "context/sayings.py",
    "context/money.py", "context/projecting.py", "context/groups/leaving.py", "cadence/actions.py",
    "cadence/outside.py", "community/projecting.py", "channel/inbound.py", "kernel/tokens.py",
)  # fmt: skip
# What the steps of an erasure count beside the rooms; `test_erasing` holds whole receipts against the words.
STEPS_TELL = {
    "collect_planevent", "databases rewritten", "events of others, masked", "exports", "lake", "log lines", "mailbox",
    "tables rewritten", "tables vacuumed", "texts brought in, masked", "uploaded rows",
}  # fmt: skip
KEPT_OUT = {"webhook_signature"}  # answered to who sends, and never kept


def _codes() -> Iterator[str]:
    """The first word of every error that these modules make; a user's token says its own behind a prefix."""
    for path in (path for pattern in JUDGING for path in SOURCE.glob(pattern)):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = ast.unparse(node.func)
                if name.endswith("Faulty" if path.stem == "sources" else ("Refused", "BadInput", "Faulty")):
                    yield str(node.args[0].value)
                elif name == "_refused" and path.stem == "usertokens":
                    yield f"user_token_{node.args[0].value}"
    yield from (f"consent_{field}" for field in ("purpose", "channel", "status"))
    yield from (what.value for what in What)
    yield ROOM_FAILED


def test_every_reason_for_quarantine_has_its_words_and_there_are_no_others() -> None:
    assert set(_codes()) - KEPT_OUT == HELD.keys()
    assert len(set(HELD.values())) == len(HELD)
    assert held("of_tomorrow") == OTHER


@pytest.mark.django_db
def test_every_place_of_a_receipt_has_its_words_and_there_are_no_others() -> None:
    told = {table for room in known.ROOMS for table in (*room.export([1]), *room.erase([1]))}
    assert told | STEPS_TELL == places.PLACES.keys()


@pytest.mark.parametrize("words", [*HELD.values(), *places.PLACES.values()])
def test_words_are_no_codes(words: str) -> None:
    assert "_" not in words
    assert words[0].isupper()


@pytest.mark.django_db
def test_everyone_who_acts_has_a_name() -> None:
    named = {
        f"system:{key}"
        for path in SOURCE.rglob("*.py")
        for key in re.findall(r'(?:system\("|"system:)([^"]+)"', path.read_text())
    }
    assert {key.partition(" {")[0] for key in named} - {"system:{name}"} == SYSTEMS.keys()
    assert (names_of(["system:feed 3"]), names_of(["shop"])) == ({"system:feed 3": "a feed"}, {"shop": "shop"})
