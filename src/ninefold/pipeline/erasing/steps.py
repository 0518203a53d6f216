"""The steps of an erasure, in their order. Each can be killed anywhere and begun again: twice is as once.

A step returns what it found, by place, and how far it has come where it goes piece by piece; or it raises NotYet with
what it waits for.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db import transaction

from ninefold.channel import actions as channel
from ninefold.channel.mailbox import erasing as mailbox
from ninefold.collect import actions as collect
from ninefold.collect import queries as collect_queries
from ninefold.collect.plan import actions as plan
from ninefold.community import actions as community
from ninefold.content import actions as content
from ninefold.context import actions as context
from ninefold.context import queries as context_queries
from ninefold.context.types import Erasure
from ninefold.currency import actions as currency
from ninefold.kernel import clock, settings
from ninefold.kernel.errors import Unavailable
from ninefold.pipeline import known
from ninefold.pipeline.erasing import files, graves, memory, stores
from ninefold.pipeline.erasing.memory import Memory
from ninefold.pipeline.moving import places as moving

QUOTED = {"community_question": ("title", "body"), "community_answer": ("body",), "channel_reply": ("text",),
          "content_expert_request": ("answer",)}  # fmt: skip
PROFILE = "profile"


class NotYet(Unavailable):
    """The step waits for something."""


@dataclass(frozen=True)
class Piece:
    """A piece of a step is done: what it found, by place, and that `place` of `last` (events, transfers) are done."""

    counts: dict[str, int]
    place: int
    last: int


@dataclass(frozen=True)
class Step:
    """One step: its name, what it does in words, and the doing, whole or a piece of it."""

    name: str
    words: str
    run: Callable[[Erasure, Memory], dict[str, int] | Piece]


def _rooms(erasure: Erasure, _: Memory) -> dict[str, int]:
    """Every room forgets them, and their tombstones are set, in one transaction."""
    own = erasure.profile_ids
    identities = context_queries.identities_of(own)
    if not identities:  # an earlier try came as far as the commit
        return {}
    memory.keep(erasure.key, kept := Memory(tuple(identities), _texts(own)))
    hashes = context_queries.marks([*identities, *((PROFILE, str(profile)) for profile in own)])
    now = clock.now_us()
    graves.add(graves.Grave(erasure.key, now, tuple(hashes)))
    with transaction.atomic():
        collect.hold_log()  # no batch that was read before the tombstones stood is stored after
        context.bury(hashes, erased_at=now)
        counts = [room.erase(own) for room in reversed(known.ROOMS)]
        content.forget_learnt()  # what was learnt of how people write may hold their words
        counts.append({"texts brought in, masked": content.mask(mentions=kept.mentioned)})
        context.move_erasure(erasure.key, step=STEPS[1].name, done=STEPS[0].name, counts=_together(counts))
    return _together(counts)


def _together(counts: list[dict[str, int]]) -> dict[str, int]:
    return {place: count for one in counts for place, count in one.items()}


def _texts(profile_ids: tuple[int, ...]) -> tuple[str, ...]:
    tables = {table: rows for room in known.export(profile_ids).values() for table, rows in room.items()}
    return memory.texts(
        row.get(column) for table, columns in QUOTED.items() for row in tables.get(table, ()) for column in columns
    )


def _intake(erasure: Erasure, _: Memory) -> dict[str, int]:
    """What came in before is dropped as its turn comes."""
    if not collect_queries.is_all_projected(up_to=erasure.asked_at):
        raise NotYet("erasure_waits", "The worker has not read yet all that came in before.")
    collect.clear_projected()
    return {}


def _quarantine(_: Erasure, kept: Memory) -> dict[str, int]:
    return {
        "collect_quarantine": collect.erase_quarantined(mentions=kept.mentions),
        "collect_planevent": plan.erase_plan(mentions=kept.mentions),
    }


def _lake(erasure: Erasure, kept: Memory) -> Piece:
    """Their events go, and they are masked in events of others, database and lake alike: in a piece of all events."""

    def learn(profile_ids: Collection[int]) -> None:
        for room in (context, community, channel):
            room.mask(profile_ids=profile_ids, mentions=kept.mentioned)

    done = collect.erase_events(
        profile_ids=erasure.profile_ids, mentions=kept.mentioned, learn=learn, after=erasure.place, last=erasure.last
    )
    if done is None:
        raise NotYet("erasure_waits", "The lake is being written.")
    return Piece({"lake": done.gone, "events of others, masked": done.masked}, done.upto, done.last)


def _ledger(erasure: Erasure, kept: Memory) -> Piece:
    """Words of other people's transfers that mention them, a piece of all transfers."""
    upto, last, masked = currency.mask(mentions=kept.mentioned, after=erasure.place)
    return Piece({"transfers of others, without their words": masked}, upto, last)


def _mailbox(erasure: Erasure, kept: Memory) -> dict[str, int]:
    gone = mailbox.erase(
        settings.current().mailbox_path,
        profile_ids=erasure.profile_ids, addresses=kept.addresses, mentions=kept.mentions,
    )  # fmt: skip
    return {"mailbox": gone}


def _files(_: Erasure, kept: Memory) -> dict[str, int]:
    rows = collect.erase_uploads(mentions=kept.mentions)
    if rows is None:
        raise NotYet("erasure_waits", "A file that names them is being imported. Finish or drop it.")
    moved = moving.erase(kept.mentions)
    if moved is None:
        raise NotYet("erasure_waits", "A move from another tool has files that may name them. Finish it or give it up.")
    return {"uploaded rows": rows + moved, **files.erase(kept)}


def _database(erasure: Erasure, kept: Memory) -> dict[str, int]:
    """Once more through the rooms, for what was being written beside the first step; then for the bytes."""
    with transaction.atomic():
        for room in reversed(known.ROOMS):
            room.erase(erasure.profile_ids)
    counts = stores.scrub(kept.needles)
    memory.forget(erasure.key)
    return counts


STEPS = (
    Step("rooms", "the database's rows", _rooms),
    Step("intake", "what came in and is not read yet", _intake),
    Step("quarantine", "broken events", _quarantine),
    Step("lake", "the lake's files, and events of others", _lake),
    Step("ledger", "the words of other people's transfers", _ledger),
    Step("mailbox", "the mailbox", _mailbox),
    Step("files", "uploads, exports and logs", _files),
    Step("database", "what the database keeps of deleted rows", _database),
)
