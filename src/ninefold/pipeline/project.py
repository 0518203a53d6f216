"""From what came in to what is known: one batch of requests becomes events, and every room learns from them.

All of it is one transaction, so that each event counts once in every room, whatever crashes.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import structlog
from django.db import OperationalError, connection, transaction
from msgspec import structs

from ninefold.cadence import actions as cadence
from ninefold.channel import actions as channel
from ninefold.channel import inbound, scanning
from ninefold.channel import queries as channel_queries
from ninefold.collect import actions as collect
from ninefold.collect import queries as collect_queries
from ninefold.collect.aside import ROOM_FAILED
from ninefold.collect.sifting import Sift
from ninefold.collect.types import Batch, Event, EventName, Fault, Trust
from ninefold.community import actions as community
from ninefold.content.experts import actions as experts
from ninefold.context import actions as context
from ninefold.context import queries as context_queries
from ninefold.currency import actions as currency
from ninefold.kernel import clock
from ninefold.kernel.database import leases
from ninefold.kernel.errors import BadInput, NinefoldError, Unavailable
from ninefold.pipeline import ownwords

# A batch grows up to the time that others can bear to wait for it: SQLite has one writer, PostgreSQL locks rows.
BATCH_EVENTS_MIN, BATCH_EVENTS_MAX = 500, 5_000
BATCH_SECONDS = {"sqlite": 0.1, "postgresql": 0.4}
TURN_SECONDS = 0.5
LEADER = "projection"
HOUR_US = 3_600_000_000
SET_ASIDE_PER_HOUR_MAX = 1_000
OWN_REFUSED_PER_HOUR_MAX = 1_000
REFUSED_TO_TELL = 100  # of one batch
LEADER_SECONDS = 30.0
log = structlog.get_logger(__name__)

# In flow order: what a room learns from events may rest on what the rooms before it have learnt.
LEARNERS: tuple[Callable[..., None], ...] = (
    context.project,
    experts.project,
    community.project,
    ownwords.project,
    currency.project,
    cadence.project,
    channel.project,
)
# What a room can tell from an event alone is told before it is numbered: a flood of such costs no other event its turn.
CHECKS: dict[str, Callable[[Event], None]] = {
    EventName.CONSENT_CHANGED: context.check_consent,
    EventName.ORDER_COMPLETED: context.check_order,
    EventName.RELATIONSHIP_DELETED: context.check_leaving,
    EventName.PACE_CHOSEN: cadence.check_pace,
    EventName.CONTACT_MADE: cadence.check_contact,
}


def project_consents(now: int) -> int:
    """Project the consent lane until it is empty; returns the number of requests settled."""
    return _project(consent_only=True)


def project_events(now: int) -> int:
    """Project what waits in all lanes, for about TURN_SECONDS; returns the number of requests settled."""
    return _project(consent_only=False)


def _project(*, consent_only: bool) -> int:
    if not leases.acquire(LEADER, seconds=LEADER_SECONDS):
        return 0
    settled, limit = 0, BATCH_EVENTS_MIN
    begun = now = time.monotonic()
    while now - begun < TURN_SECONDS:
        count = project_batch(consent_only=consent_only, limit=limit)
        settled += count
        if not count:
            break
        lasted, now = time.monotonic() - now, time.monotonic()
        limit = _next_limit(limit, lasted)
    return settled


def _next_limit(limit: int, lasted: float) -> int:
    """Events of the next batch, after one of `limit` events that took `lasted` seconds."""
    bearable = BATCH_SECONDS[connection.vendor]
    if lasted > bearable:
        return max(limit // 2, BATCH_EVENTS_MIN)
    return min(limit * 2, BATCH_EVENTS_MAX) if lasted < bearable / 2 else limit


def project_batch(*, consent_only: bool, limit: int = BATCH_EVENTS_MIN) -> int:
    """Project one batch in one transaction; returns how many messages and records it settled.

    An event that a room cannot learn from must not hold up all the others: the batch is halved until that event
    stands alone, and it goes to quarantine with its reason. A part that is away is no event's fault.
    """
    try:
        return _settled(consent_only=consent_only, limit=limit)
    except (OperationalError, Unavailable):
        raise
    except Exception as error:
        if not isinstance(error, NinefoldError):
            log.exception("a room failed to learn", limit=limit)
        if limit > 1:
            return project_batch(consent_only=consent_only, limit=limit // 2)
        return _set_aside(consent_only=consent_only, error=error)


def _settled(*, consent_only: bool, limit: int) -> int:
    with transaction.atomic():
        batch = _addressed(_take(limit=limit, consent_only=consent_only))
        if not batch.size:
            return 0
        _mind_refused(batch.faults)
        profile_ids = context.resolve(events=batch.events)
        learn(collect.store(batch=batch, profile_ids=profile_ids))
    collect.clear(batch)
    return batch.size


def _mind_refused(refused: Sequence[Fault | Event]) -> None:
    """Tell when many events are refused at once; give up when rooms refuse what rooms themselves recorded.

    Whoever sends many bad events stops nobody else's, but of our own each one is a fault of ours.
    """
    if len(refused) >= REFUSED_TO_TELL:
        log.error("many events go to quarantine: see there what they lack", refused=len(refused))
    ours = sum(each.trust is Trust.SYSTEM for each in refused)
    if ours and collect_queries.own_refused_count(since=clock.now_us() - HOUR_US) + ours > OWN_REFUSED_PER_HOUR_MAX:
        raise Unavailable("projection_stuck", "Rooms refuse too many events that Ninefold itself recorded.")


def _set_aside(*, consent_only: bool, error: Exception) -> int:
    """Quarantine the one next event; give up when rooms fail at so many that it cannot be the events.

    A refusal with a reason is no failure: see `_mind_refused`.
    """
    if isinstance(error, NinefoldError):
        is_ours = isinstance(error, BadInput)  # what is not found may have gone since
        return _quarantine(consent_only=consent_only, code=error.code, reason=error.message, is_minded=is_ours)
    if collect_queries.set_aside_count(since=clock.now_us() - HOUR_US) >= SET_ASIDE_PER_HOUR_MAX:
        raise Unavailable("projection_stuck", f"Too many events fail: {type(error).__name__}, see the log.") from error
    reason = f"A room could not learn from it: {type(error).__name__}. {error}"
    return _quarantine(consent_only=consent_only, code=ROOM_FAILED, reason=reason)


def _quarantine(*, consent_only: bool, code: str, reason: str, is_minded: bool = False) -> int:
    with transaction.atomic():
        batch = _take(limit=1, consent_only=consent_only)
        _mind_refused(batch.events if is_minded else ())
        collect.set_aside(batch=batch, code=code, reason=reason[:500])
    collect.clear(batch)
    return batch.size


def _take(*, limit: int, consent_only: bool) -> Batch:
    return collect.take(
        limit=limit,
        consent_only=consent_only,
        parsers={"mail": inbound.parse},
        checks=CHECKS,
        sift=_sift(),
        hold=scanning.HOLD,
    )


def _addressed(batch: Batch) -> Batch:
    """Words on consent that messages brought back have the address that was sent to among their evidence."""
    brought = {place: number for place, event in enumerate(batch.events) if (number := _brought_by(event))}
    sent = channel_queries.sent_to(set(brought.values())) if brought else {}
    events = list(batch.events)
    for place, number in brought.items():
        if number in sent:
            said = events[place].properties
            proof = {**said["evidence"], "address": sent[number][1]}
            events[place] = structs.replace(events[place], properties={**said, "evidence": proof})
    return replace(batch, events=tuple(events)) if sent else batch


def _brought_by(event: Event) -> int:
    """The delivery that brought back a word on consent without its address; 0 for all else."""
    if event.trust is not Trust.LINK or event.name != EventName.CONSENT_CHANGED:
        return 0
    proof = event.properties.get("evidence")
    number = proof.get("delivery_id") if isinstance(proof, dict) and "address" not in proof else None
    return number if isinstance(number, int) else 0


def _sift() -> Sift | None:
    """What keeps erased people from coming back; none while nobody was erased."""
    return Sift(context.refuse_events, context.refuse_faults) if context_queries.is_any_erased() else None


def learn(events: Sequence[Event]) -> None:
    """Let every room learn from newly stored events, in the caller's transaction."""
    for learner in LEARNERS:
        learner(events=events)
