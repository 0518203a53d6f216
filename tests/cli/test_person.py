"""`ninefold person`: one person on a narrow screen, from every room."""

import argparse
import json

import pytest

from ninefold.cli import portrait
from ninefold.cli.commands import person
from ninefold.collect.types import EventKind, EventName, NewEvent, Trust
from ninefold.kernel import clock
from ninefold.kernel.errors import NotFound
from tests.collect.stories import batch, message, row, send
from tests.web.people import learn, someone


def _printed(who: str, capsys: pytest.CaptureFixture[str], *, as_json: bool = False) -> str:
    assert person.run(argparse.Namespace(who=who, json=as_json)) == 0
    return capsys.readouterr().out


def test_a_person_fits_a_narrow_screen_whatever_they_call_themselves(
    database: object, capsys: pytest.CaptureFixture[str]
) -> None:
    number = someone(orders=30)
    send(row(batch(message(userId="customer-1", event="", name="\x1b[2J" + "x" * 300))))
    learn([])
    told = _printed("customer-1", capsys)
    assert max(map(len, told.splitlines())) <= portrait.COLUMNS
    for words in (
        "Ana Souza 1, person", "account customer-1", "news by mail: granted (till,", "30 orders, ", "850.20",
        "Quarantine", "needs the name of its event", "Bought: 2 items, 28.34 USD", "earlier ones; --json",
    ):  # fmt: skip
        assert words in told, words
    assert _printed(str(number), capsys) == told
    whole = json.loads(_printed("customer-1", capsys, as_json=True))
    assert len(whole["collect"]["collect_event"]) == 32
    assert len(whole["collect"]["collect_quarantine"]) == 1


def test_what_a_person_typed_does_not_steer_the_terminal(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    someone()
    learn([NewEvent("rename", "identify", clock.now_us(), user_id="customer-1", kind=EventKind.IDENTIFY,
                    traits={"name": "Eve \x1b]0;owned\x07 [bold]"}, trust=Trust.SERVER)])  # fmt: skip
    told = _printed("customer-1", capsys)
    assert "\x1b" not in told
    assert "[bold]" in told


def test_a_consent_that_needs_no_more_words_has_no_empty_ones(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    someone()
    said = {"purpose": "offers", "channel": "mail", "status": "granted", "basis": "consent"}
    at = 1_760_000_000_000_000
    learn([
        NewEvent("yes", EventName.CONSENT_CHANGED, at, user_id="customer-1", properties=said),
        NewEvent("sampled", EventName.CONSENT_CHANGED, at, user_id="customer-1",
                 properties=said | {"purpose": "community", "evidence": {"simulated": True}}),
    ])  # fmt: skip
    told = _printed("customer-1", capsys)
    assert "offers by mail: granted (09 Oct 2025)" in told
    assert "community by mail: granted (simulated, 09 Oct 2025)" in told


def test_nobody_is_one_line(db: None) -> None:
    with pytest.raises(NotFound, match="Nobody here"):
        person.run(argparse.Namespace(who="nobody", json=False))
