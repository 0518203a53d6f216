"""People made through the rooms' own doors, for the tests of pages."""

from collections.abc import Sequence

from ninefold.collect import actions as collect
from ninefold.collect.types import EventKind, EventName, NewEvent, Trust
from ninefold.context import queries as context
from ninefold.kernel import clock
from ninefold.pipeline.project import project_batch

DAY_US = 86_400_000_000


def learn(events: Sequence[NewEvent]) -> None:
    """Record events and let every room learn from them."""
    collect.record(events=events)
    while project_batch(consent_only=False):
        pass


def someone(number: int = 1, *, orders: int = 1, simulated: bool = True) -> int:
    """Someone known by an account, who agreed to news by mail and bought; returns the person's id."""
    now = clock.now_us()
    user = f"customer-{number}"
    traits = {"name": f"Ana Souza {number}", "first_name": "Ana", "email": f"ana{number}@demo.example"}
    traits |= {"timezone": "Europe/Lisbon"}
    events = [
        _event(f"i-{user}", "identify", user, now - 50 * DAY_US, kind=EventKind.IDENTIFY, traits=traits
               | ({"simulated": True} if simulated else {})),
        _event(f"c-{user}", EventName.CONSENT_CHANGED, user, now - 49 * DAY_US,
               properties={"purpose": "news", "channel": "mail", "status": "granted", "basis": "till",
                           "evidence": {"wording": "Yes, write me."}}),
    ]  # fmt: skip
    events += [
        _event(f"o-{user}-{i}", EventName.ORDER_COMPLETED, user, now - (i + 1) * DAY_US,
               properties={"revenue": "28.34", "quantity": 2, "currency": "USD"})
        for i in range(orders)
    ]  # fmt: skip
    learn(events)
    profile = context.profile_of("account", user)
    assert profile is not None
    return context.person(profile).id


def agrees(number: int, purpose: str) -> None:
    """They say yes to one more purpose by mail."""
    said = {
        "purpose": purpose,
        "channel": "mail",
        "status": "granted",
        "basis": "till",
        "evidence": {"wording": "Yes."},
    }
    user = f"customer-{number}"
    learn([_event(f"c-{user}-{purpose}", EventName.CONSENT_CHANGED, user, clock.now_us() - DAY_US, properties=said)])


def _event(
    message_id: str,
    name: str,
    user_id: str,
    at: int,
    *,
    kind: EventKind = EventKind.TRACK,
    properties: dict[str, object] | None = None,
    traits: dict[str, object] | None = None,
) -> NewEvent:
    return NewEvent(
        message_id=message_id,
        name=name,
        occurred_at=at,
        user_id=user_id,
        kind=kind,
        properties=properties or {},
        traits=traits or {},
        trust=Trust.SERVER,
    )
