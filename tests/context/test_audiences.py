"""How many people read which tag: the same as each person's own page says."""

from collections import Counter

import pytest

from ninefold.collect.types import EventKind, NewEvent, Trust
from ninefold.context import queries
from ninefold.culture import actions as culture
from ninefold.culture.types import Community
from ninefold.kernel import actors, clock
from tests.web.people import learn

pytestmark = pytest.mark.django_db
TOLD: tuple[dict[str, object], ...] = (
    {},
    {"language": "fr-ca"},
    {"language": "fr-CA", "community": "vinyl"},
    {"locale": "en_US"},
    {"locale": "en_US", "community": "vinyl"},
    {"language": "klingon", "locale": "de"},
    {"community": "vinyl"},
    {"community": "nobody"},
    {"language": 7, "community": True},
)


def known(number: int, traits: dict[str, object]) -> NewEvent:
    now = clock.now_us()
    return NewEvent(
        message_id=f"i{number}", kind=EventKind.IDENTIFY, name="identify", user_id=f"u{number}", traits=traits,
        occurred_at=now, trust=Trust.SERVER,
    )  # fmt: skip


def test_the_counts_are_those_of_each_persons_own_tag() -> None:
    culture.save_community(actor=actors.system("test"), community=Community("vinyl", "Vinyl", "en-x-vinyl"))
    learn([known(number, dict(traits)) for number, traits in enumerate((*TOLD, *TOLD[:3]))])
    people = queries.people(limit=50)
    wanted = Counter(queries.person(queries.profile_of("account", f"u{n}") or 0).tag for n in range(len(people)))
    assert sum(wanted.values()) == len(TOLD) + 3
    assert queries.people_by_tag(people=len(people)) == dict(wanted)


def test_nobody_reads_nothing() -> None:
    assert queries.people_by_tag(people=0) == {}
