"""Erasures as rows: what was asked, how far it has come, its receipt; and the tombstones they leave."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from django.db import connection, transaction

from ninefold.collect.types import Event, Fault
from ninefold.context import people, tombstones
from ninefold.context.identity import Identity, ProfileKind
from ninefold.context.models import Erasure as ErasureRow
from ninefold.context.models import Identifier, Profile, Tombstone
from ninefold.context.rulebook import keeping as rulebook
from ninefold.context.types import Erasure
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.database import bulk
from ninefold.kernel.errors import NotFound
from ninefold.kernel.ids import uuid7

FIRST_STEP = "rooms"
_STRINGS_MAX = 10_000
_PAGE = 5_000
_COLUMNS = {"hash": "text", "erased_at": "int", "refused": "int"}


@transaction.atomic
def ask_erasure(*, actor: Actor, profile_id: int, now: int) -> str:
    """Ask that the person of a profile be erased; the receipt's key. Asked again before it begins: the same one.

    Raises NotAllowed, NotFound.
    """
    actor.require(Permission.PERSON_ERASE)
    return begin_erasure(people.person(profile_id).profile_ids, asked_by=actor.key, now=now)


def begin_erasure(profile_ids: Sequence[int], *, asked_by: str, now: int) -> str:
    """An erasure of these profiles, or the one of them that is under way; its key."""
    own = sorted({*profile_ids, *_claims(profile_ids)})
    text = msgspec.json.encode(own).decode()
    under_way = ErasureRow.objects.filter(finished_at=None, profile_ids=text).first()
    row = under_way or ErasureRow.objects.create(
        key=str(uuid7()), asked_at=now, asked_by=asked_by, profile_ids=text, step=FIRST_STEP, counts="{}"
    )
    return row.key


def _claims(profile_ids: Sequence[int]) -> list[int]:
    """The profiles of whom browsers said that they are these accounts, with their devices, but for those that a
    reviewer gave to another account.
    """
    ids = Profile.objects.filter(pk__in=list(profile_ids), kind=ProfileKind.ACCOUNT.value).values("value")
    claims = Profile.objects.filter(kind=ProfileKind.CLAIMED.value, value__in=ids)
    people = set(claims.values_list("person_id", flat=True))
    known = Profile.objects.filter(person_id__in=people, kind=ProfileKind.ACCOUNT.value)
    people -= set(known.values_list("person_id", flat=True))
    return list(Profile.objects.filter(person_id__in=people).values_list("pk", flat=True))


def erasure(key: str) -> Erasure:
    """One erasure; raises NotFound."""
    row = ErasureRow.objects.filter(key=key).first()
    if row is None:
        raise NotFound("erasure_unknown", "There is no erasure with this number.")
    return _erasure(row)


def erasures(*, limit: int) -> list[Erasure]:
    """The newest erasures."""
    return [_erasure(row) for row in ErasureRow.objects.order_by("-pk")[:limit]]


def next_erasure() -> Erasure | None:
    """The oldest erasure that is not finished."""
    row = ErasureRow.objects.filter(finished_at=None).order_by("pk").first()
    return _erasure(row) if row else None


def move_erasure(key: str, *, step: str, done: str, counts: Mapping[str, int]) -> None:
    """Note that the step `done` is, with what it found, and that `step` is next; once."""
    ErasureRow.objects.filter(key=key, step=done).update(
        step=step, counts=_added(key, done, counts), waits_for="", place=0, last=0
    )


def advance_erasure(key: str, *, step: str, counts: Mapping[str, int], place: int, last: int) -> None:
    """Note that of `step` a piece is done, up to `place` of `last`, with what it found."""
    said = _added(key, step, counts)
    ErasureRow.objects.filter(key=key).update(counts=said, waits_for="", place=place, last=last)


def _added(key: str, step: str, counts: Mapping[str, int]) -> str:
    """The counts of an erasure with these added."""
    said = msgspec.json.decode(ErasureRow.objects.get(key=key).counts)
    whole = Counter(said.get(step, {})) + Counter(counts)
    return msgspec.json.encode(said | {step: dict(whole)}).decode()


def hold_erasure(key: str, *, waits_for: str) -> None:
    """Note what it waits for."""
    ErasureRow.objects.filter(key=key).exclude(waits_for=waits_for).update(waits_for=waits_for)


def finish_erasure(key: str, *, now: int) -> None:
    """It is done: what stays is the receipt."""
    ErasureRow.objects.filter(key=key, finished_at=None).update(
        finished_at=now, profile_ids="[]", step="", waits_for=""
    )


def _erasure(row: ErasureRow) -> Erasure:
    return Erasure(
        row.key,
        clock.to_us(row.asked_at),
        row.asked_by,
        tuple(msgspec.json.decode(row.profile_ids)),
        row.step,
        msgspec.json.decode(row.counts),
        row.waits_for,
        row.place,
        row.last,
        clock.to_us(row.finished_at) if row.finished_at else 0,
    )


def identities_of(profile_ids: Sequence[int]) -> list[Identity]:
    """All that these profiles alone are known by. What somebody else is truly known by stays theirs.

    A browser's word makes no address somebody else's, nor a user id: anybody could keep an address here by it.
    """
    own = list(profile_ids)
    others = Profile.objects.exclude(pk__in=own)
    found = set(Profile.objects.filter(pk__in=own).values_list("kind", "value"))
    claimed = [value for kind, value in found if kind == ProfileKind.CLAIMED]
    theirs = others.filter(kind=ProfileKind.ACCOUNT.value, value__in=claimed).values_list("value", flat=True)
    found -= {(ProfileKind.CLAIMED.value, value) for value in theirs}
    return sorted(found | (_addresses(own) - _addresses_of_others(own)))


def _addresses(own: Sequence[int]) -> set[Identity]:
    return set(Identifier.objects.filter(profile_id__in=own).values_list("kind", "value"))


def _addresses_of_others(own: Sequence[int]) -> set[Identity]:
    """The addresses of these profiles that others have too, by more than a browser's word."""
    values = {value for _, value in _addresses(own)}
    others = Identifier.objects.filter(value__in=values, is_verified=True).exclude(profile_id__in=own)
    return set(others.values_list("kind", "value"))


def marks(identities: Collection[Identity]) -> list[str]:
    """The tombstones of identities, under this install's key."""
    key = tombstones.key(settings.current().secret_key)
    return sorted({tombstones.mark(identity, key) for identity in identities})


def bury(hashes: Collection[str], *, erased_at: int) -> None:
    """Set tombstones, in the caller's transaction. The newest erasure counts."""
    bulk.insert(
        "context_tombstone", _COLUMNS, [(one, erased_at, 0) for one in sorted(hashes)],
        on_conflict="(hash) DO UPDATE SET erased_at = excluded.erased_at WHERE t.erased_at < excluded.erased_at",
    )  # fmt: skip


def missing(hashes: Collection[str]) -> set[str]:
    """Those that are no tombstones here: this database is older than the erasure that set them."""
    return set(hashes) - set(_buried(hashes))


def profiles_under(hashes: Collection[str]) -> list[int]:
    """The profiles whose identity these tombstones stand for."""
    key, wanted = tombstones.key(settings.current().secret_key), set(hashes)
    rows = Profile.objects.order_by("pk").values_list("pk", "kind", "value").iterator(chunk_size=_PAGE)
    return [pk for pk, kind, value in rows if tombstones.mark((kind, value), key) in wanted]


def is_any_erased() -> bool:
    """Whether there is a tombstone at all."""
    return Tombstone.objects.exists()


def erased(identities: Collection[Identity]) -> set[Identity]:
    """Which of these identities were erased."""
    key = tombstones.key(settings.current().secret_key)
    by_mark = {tombstones.mark(identity, key): identity for identity in identities}
    return {by_mark[found] for found in _buried(by_mark)}


def refuse_events(events: Sequence[Event]) -> set[int]:
    """Which of these events (by place) are of somebody erased, of the time before; they are counted, nothing is kept.

    In the transaction that drops them.
    """
    key, own = tombstones.key(settings.current().secret_key), rulebook.current().own_joining
    known = people.person_ids({event.profile_id for event in events if event.profile_id})
    by_mark: dict[str, list[int]] = {}
    gone: set[str] = set()  # profiles that are no more: whatever names one (an old link, a reply) is of the time before
    for place, event in enumerate(events):
        for identity in tombstones.named(event, own):
            is_profile = identity[0] == tombstones.PROFILE
            if is_profile and event.profile_id in known:
                continue
            mark = tombstones.mark(identity, key)
            by_mark.setdefault(mark, []).append(place)
            gone |= {mark} if is_profile else set()
    refused = {
        mark: [place for place in by_mark[mark] if mark in gone or tombstones.is_old(events[place], erased_at)]
        for mark, erased_at in _buried(by_mark).items()
    }
    _count(refused)
    return {place for places in refused.values() for place in places}


def refuse_faults(faults: Sequence[Fault]) -> set[int]:
    """Which of these broken events name somebody erased. A broken event has no time that could be believed."""
    key = tombstones.key(settings.current().secret_key)
    by_mark: dict[str, list[int]] = {}
    for place, fault in enumerate(faults):
        for identity in {each for text in _strings(fault) for each in tombstones.may_be(text)}:
            by_mark.setdefault(tombstones.mark(identity, key), []).append(place)
    refused = {mark: by_mark[mark] for mark in _buried(by_mark)}
    _count(refused)
    return {place for places in refused.values() for place in places}


def _strings(fault: Fault) -> Iterator[str]:
    waiting: list[Any] = []
    for text in (fault.body, fault.shell):
        try:
            waiting.append(msgspec.json.decode(text))
        except msgspec.DecodeError:
            waiting += text.replace("<", " ").replace(">", " ").replace('"', " ").split()
    for _ in range(_STRINGS_MAX):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict | list):
            waiting += value.values() if isinstance(value, dict) else value


def _buried(hashes: Collection[str]) -> dict[str, int]:
    condition, values = bulk.among("hash", hashes, "text")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT hash, erased_at FROM context_tombstone WHERE {condition}", [values])
        return dict(cursor.fetchall())


def _count(refused: Mapping[str, Collection[int]]) -> None:
    counts = Counter({mark: len(places) for mark, places in refused.items() if places})
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE context_tombstone SET refused = refused + %s WHERE hash = %s",
            [(count, mark) for mark, count in sorted(counts.items())],
        )
