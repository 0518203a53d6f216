"""How many people read which tag: the same as each person's own page says."""

from collections import Counter

import pytest

from ninefold.collect.types import EventKind, EventName, NewEvent, Trust
from ninefold.context import queries
from ninefold.culture import actions as culture
from ninefold.culture.types import Channel, Community, Purpose
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


def test_those_who_agreed_are_counted_as_their_own_pages_say() -> None:
    culture.save_community(actor=actors.system("test"), community=Community("vinyl", "Vinyl", "en-x-vinyl"))
    learn([known(number, dict(traits)) for number, traits in enumerate(TOLD)])
    learn([consent(number, "granted") for number in (0, 1, 2, 4, 6)])
    learn([consent(4, "withdrawn"), consent(3, "granted", channel="sms"), consent(5, "granted", purpose="offers")])
    now = clock.now_us()
    by_mail = [0, 1, 2, 6]
    assert queries.agreed_by_tag(Purpose.NEWS, [Channel.MAIL], now=now) == tags_of(by_mail)
    assert queries.agreed_by_tag(Purpose.NEWS, [Channel.MAIL, Channel.SMS], now=now) == tags_of([*by_mail, 3])
    assert queries.agreed_by_tag(Purpose.OFFERS, [Channel.MAIL], now=now) == tags_of([5])
    assert queries.agreed_by_tag(Purpose.NEWS, [], now=now) == {}


def tags_of(numbers: list[int]) -> dict[str, int]:
    return dict(Counter(queries.person(queries.profile_of("account", f"u{n}") or 0).tag for n in numbers))


def consent(number: int, status: str, *, purpose: str = "news", channel: str = "mail") -> NewEvent:
    said = {"purpose": purpose, "channel": channel, "status": status, "basis": "till", "evidence": {"wording": "Yes."}}
    return NewEvent(
        message_id=f"c{number}{status}{channel}{purpose}", name=EventName.CONSENT_CHANGED, user_id=f"u{number}",
        properties=said, occurred_at=clock.now_us() + (status == "withdrawn"), trust=Trust.SERVER,
    )  # fmt: skip
