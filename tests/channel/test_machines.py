"""Clicks of machines stand apart from people's, also where only the next click proves it, and however they are read."""

from typing import Any

import msgspec
import pytest
from django.db import connection
from msgspec.structs import replace

from ninefold.channel import outcomes, tokens
from ninefold.channel.links import StoredLink
from ninefold.collect import holding, queries
from ninefold.collect.intake.rows import IntakeRow
from ninefold.collect.types import Event, Trust
from ninefold.context import queries as context
from ninefold.kernel import clock
from ninefold.pipeline import project
from tests.collect.stories import batch, message, row, send

pytestmark = pytest.mark.usefixtures("database")
SECOND = 1_000_000
START = clock.to_us(clock.now()) - 3_600 * SECOND
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36"
BURST, EARLY = "many links at once", "before it could be read"


@pytest.fixture
def ada() -> int:
    send(replace(row(batch(message())), received_at=START - SECOND))
    project_all()
    return context.profile_of("account", "ada") or 0


def click(profile_id: int, link: int, at: float, *, letter: int = 7) -> IntakeRow:
    """A link of a letter followed so many seconds after the start."""
    token = tokens.Click(letter, profile_id, link)
    body = outcomes.clicked(token, StoredLink(link, "https://shop.example", 1, 1, "Sale"), message_id=f"{letter}-{at}")
    whole: dict[str, Any] = body | {"context": {"userAgent": AGENT}}
    return IntakeRow("link", 0, int(Trust.LINK), START + int(at * SECOND), msgspec.json.encode(whole))


def deliver(letter: int, ended_at: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO channel_delivery (id, intent_id, campaign_id, profile_id, arm, item_id, channel, purpose,"
            " expires_at, status, created_at, ended_at, about)"
            " VALUES (%s, %s, 1, 42, 'a', 1, 'mail', 'news', 1, 'delivered', 1, %s, '')",
            [letter, letter, START + int(ended_at * SECOND)],
        )


def project_all(limit: int = 500) -> list[Event]:
    while project.project_batch(consent_only=False, limit=limit):
        pass
    return queries.events_between(1, 1_000)


def verdicts(events: list[Event]) -> dict[str, object]:
    """Why each click is a machine's, by message id; None for a person's."""
    return {event.message_id: event.context.get("machine") for event in events if event.name == "Link Clicked"}


STORIES: dict[str, tuple[list[tuple[int, float]], list[object]]] = {
    "a scanner": ([(1, 0), (2, 0.6), (3, 1.9)], [BURST] * 3),
    "who reads": ([(1, 0), (2, 1.5), (3, 3.1)], [None] * 3),
    "who clicks twice": ([(1, 0), (1, 0.2), (1, 0.4), (2, 1)], [None] * 4),
    "a scanner, then a person": ([(1, 0), (2, 0.1), (3, 0.2), (2, 8)], [BURST] * 3 + [None]),
}


@pytest.mark.parametrize("limit", [1, 2, 500])
@pytest.mark.parametrize("story", STORIES)
def test_three_links_in_two_seconds_are_a_machine_whatever_the_batches(story: str, limit: int, ada: int) -> None:
    deliver(7, -3_000)
    clicks, expected = STORIES[story]
    for link, at in clicks:
        send(click(ada, link, at))
        project.project_batch(consent_only=False, limit=limit)
    found = project_all(limit)
    assert verdicts(found) == {f"7-{at}": why for (_, at), why in zip(clicks, expected, strict=True)}
    assert all(event.is_bot == bool(event.context.get("machine")) for event in found)
    assert not holding.is_any_held()


def test_a_link_followed_as_the_letter_arrives_is_a_machine(ada: int) -> None:
    deliver(7, 10)
    deliver(8, -600)
    send(click(ada, 1, 9.5), click(ada, 1, 10.9), click(ada, 1, 14), click(ada, 1, 9.7, letter=8))
    assert verdicts(project_all()) == {"7-9.5": EARLY, "7-10.9": EARLY, "7-14": None, "8-9.7": None}
    with connection.cursor() as cursor:
        cursor.execute("SELECT clicked_at, clicked_by_bot_at FROM channel_delivery WHERE id = 7")
        assert cursor.fetchone() == (START + 14 * SECOND, START + int(9.5 * SECOND))


def test_what_is_held_waits_for_its_time_and_nothing_else_waits_for_it(ada: int) -> None:
    clock.drive(clock.now())
    now = clock.now_us()
    send(replace(click(ada, 1, 0), received_at=now), row(batch(message(event="Song Played"))))
    assert [event.name for event in project_all()[1:]] == ["Song Played"]
    assert not queries.is_all_projected(up_to=now)
    clock.drive(clock.from_us(now + 3 * SECOND))
    assert [event.name for event in project_all()[2:]] == ["Link Clicked"]
    assert queries.is_all_projected(up_to=now)
