"""Whatever step the sending process dies at, everyone ends as exactly one thing and gets at most one mail."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from ninefold.channel import jobs, linking
from tests import databases
from tests.channel import crashes, stage
from tests.channel.relays import Relay, relay
from tests.channel.stage import NOW

PEOPLE = 60
STEPS = (1, 2, 3, 4, 5, 6, 7, 9, 12, 17, 23, 31, 40, 52, 66)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    linking.forget()
    monkeypatch.setattr(jobs, "IN_FLIGHT", 8)
    yield
    jobs.close()


def taken(far_side: Relay) -> Counter[str]:
    found = (re.search(rb"\r\n <(person-\d+@example\.org)>", mail) for mail in far_side.taken)
    return Counter(match.group(1).decode() for match in found if match)


def test_a_crash_at_any_step_loses_and_doubles_nothing(database: databases.TestDatabase) -> None:
    _, profile_ids = stage.ready(PEOPLE)
    recipients = {person.address("email") for person in jobs.preparing.context.persons(profile_ids).values()}
    with relay() as far_side, crashes.sending_to(far_side.port):
        killed = sum(crashes.killed_at(step) for step in STEPS)
        while jobs.hand_over(now=NOW):
            pass
        jobs.close()

    found = crashes.books(recipients, taken(far_side))
    assert killed >= len(STEPS) // 2
    assert (found["lost"], found["doubled"]) == (0, 0)
    assert found["unknown"] <= killed * jobs.IN_FLIGHT
    assert sum(taken(far_side).values()) >= PEOPLE - found["unknown"]
