"""Replays from quarantine, with the parsers and checks of all rooms: what its turn would refuse stays where it is."""

from collections.abc import Sequence

from ninefold.channel import inbound
from ninefold.collect import actions as collect
from ninefold.collect.replay import Readers
from ninefold.kernel.actors import Actor
from ninefold.pipeline.project import CHECKS

READERS = Readers(parsers={"mail": inbound.parse}, checks=CHECKS)


def replay_due(now: int) -> int:
    """Go on with what was asked for; how many rows were read."""
    return collect.replay_due(readers=READERS)


def replay(*, actor: Actor, ids: Sequence[int]) -> int:
    """Replay a few at once; how many were recorded."""
    return collect.replay_quarantined(actor=actor, ids=ids, readers=READERS)


def mend(*, actor: Actor, quarantined_id: int, body: str) -> int:
    """Replay one with another body. Raises BadInput, NotFound."""
    return collect.mend_quarantined(actor=actor, quarantined_id=quarantined_id, body=body, readers=READERS)
