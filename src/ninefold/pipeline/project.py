"""From what came in to what is known: one batch of requests becomes events, and every room learns from them.

All of it is one transaction, so that each event counts once in every room, whatever crashes.
"""

from collections.abc import Callable, Sequence

from django.db import transaction

from ninefold.cadence import actions as cadence
from ninefold.channel import actions as channel
from ninefold.channel import inbound
from ninefold.collect import actions as collect
from ninefold.collect.types import Event
from ninefold.community import actions as community
from ninefold.context import actions as context
from ninefold.currency import actions as currency
from ninefold.kernel.database import leases

BATCH_EVENTS = 500
BATCHES_PER_TURN = 20
LEADER = "projection"
LEADER_SECONDS = 30.0

# In flow order: what a room learns from events may rest on what the rooms before it have learnt.
LEARNERS: tuple[Callable[..., None], ...] = (
    context.project,
    community.project,
    currency.project,
    cadence.project,
    channel.project,
)


def project_consents(now: int) -> int:
    """Project the consent lane until it is empty; returns the number of requests settled."""
    return _project(consent_only=True)


def project_events(now: int) -> int:
    """Project what waits in all lanes, at most BATCHES_PER_TURN batches; returns the number of requests settled."""
    return _project(consent_only=False)


def _project(*, consent_only: bool) -> int:
    if not leases.acquire(LEADER, seconds=LEADER_SECONDS):
        return 0
    settled = 0
    for _ in range(BATCHES_PER_TURN):
        count = project_batch(consent_only=consent_only)
        settled += count
        if not count:
            break
    return settled


def project_batch(*, consent_only: bool, limit: int = BATCH_EVENTS) -> int:
    """Project one batch in one transaction; returns how many requests and records it settled."""
    with transaction.atomic():
        batch = collect.take(limit=limit, consent_only=consent_only, parsers={"mail": inbound.parse})
        if not batch.size:
            return 0
        profile_ids = context.resolve(events=batch.events)
        events = collect.store(batch=batch, profile_ids=profile_ids)
        learn(events)
    collect.clear(batch)
    return batch.size


def learn(events: Sequence[Event]) -> None:
    """Let every room learn from newly stored events, in the caller's transaction."""
    for learner in LEARNERS:
        learner(events=events)
