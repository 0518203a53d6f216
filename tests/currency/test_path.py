"""From a purchase that an SDK sends to points in a wallet, through the log and every room that learns from it."""

from ninefold.collect.types import Trust
from ninefold.context import queries as context
from ninefold.currency import queries
from ninefold.kernel import clock
from ninefold.pipeline import project
from tests import databases
from tests.collect.stories import batch, message, row, send


def order(message_id: str, user: str, revenue: float) -> dict[str, object]:
    return message(event="Order Completed", messageId=message_id, userId=user, properties={"revenue": revenue})


def wallet(user: str) -> int:
    profile = context.profile_of("account", user)
    assert profile is not None
    return queries.balance(context.person(profile).profile_ids, "points")


def test_purchases_become_points_once_however_often_they_are_sent(database: databases.TestDatabase) -> None:
    first = row(batch(order("o1", "ada", 29.99), order("o2", "ben", 12.5), order("o3", "ada", 5)))
    send(first)
    project.project_events(clock.now_us())
    assert (wallet("ada"), wallet("ben")) == (34, 12)

    send(first, row(batch(order("o4", "ada", 1_000_000)), trust=Trust.BROWSER))
    project.project_events(clock.now_us())
    assert (wallet("ada"), wallet("ben")) == (34, 12), "neither a repetition nor a public key earns"
    totals = queries.totals("points")
    assert totals.held + totals.company == 0
