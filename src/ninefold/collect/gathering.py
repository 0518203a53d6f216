"""Gathers one batch of drafts from all that waits: consent first, then rooms' records and requests side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ninefold.collect import claims, faults, parsing, proving, sources
from ninefold.collect.drafts import Draft
from ninefold.collect.errors import Faulty
from ninefold.collect.intake.rows import IntakeRow, Lane
from ninefold.collect.parsing import Parser
from ninefold.collect.schema import bodies, messages
from ninefold.collect.schema.usertokens import Key
from ninefold.collect.types import Fault, Position, Trust
from ninefold.kernel.errors import BadInput


@dataclass
class Gathered:
    """A batch in the making. `calls` are what each limited source may send."""

    limit: int
    calls: Mapping[int, frozenset[str]] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    rows_done: list[tuple[int, int]] = field(default_factory=list)
    pending_done: list[int] = field(default_factory=list)
    taken: int = 0

    @cached_property
    def _keys(self) -> list[Key]:
        return sources.signing_keys()

    def keys(self) -> list[Key]:
        """The keys that sign users' tokens, read once a batch and only where a token came."""
        return self._keys

    @property
    def room(self) -> int:
        return self.limit - self.taken


def gather(
    *, positions: Mapping[str, Position], limit: int, lanes: Sequence[Lane], parsers: Mapping[str, Parser]
) -> Gathered:
    """Up to `limit` messages of the lanes, in their order. Within a lane neither input starves the other."""
    gathered = Gathered(limit, sources.limited())
    for lane in lanes:
        is_consent = lane is Lane.CONSENT
        last = _take_pending(gathered, is_consent=is_consent, limit=(gathered.room + 1) // 2, after=0)
        _take_rows(gathered, lane, positions, parsers)
        if last:
            _take_pending(gathered, is_consent=is_consent, limit=gathered.room, after=last)
    return gathered


def _take_pending(gathered: Gathered, *, is_consent: bool, limit: int, after: int) -> int:
    """The last id taken if there may be more, else 0."""
    if limit <= 0:
        return 0
    found = claims.pending(is_consent=is_consent, limit=limit, after=after)
    gathered.drafts.extend(draft for _, draft in found)
    gathered.pending_done.extend(row_id for row_id, _ in found)
    gathered.taken += len(found)
    return found[-1][0] if len(found) == limit else 0


def _take_rows(
    gathered: Gathered, lane: Lane, positions: Mapping[str, Position], parsers: Mapping[str, Parser]
) -> None:
    if gathered.room <= 0:
        return
    name = claims.cursor_name(lane)
    position = positions.get(name, Position(name, 0))
    for row in claims.rows(lane, position):
        offset = position.offset if row.id == position.value else 0
        taken, is_used_up = _take_row(gathered, row, name, offset, parsers)
        gathered.taken += taken
        position = Position(name, row.id, 0 if is_used_up else offset + taken)
        if is_used_up:
            gathered.rows_done.append((int(lane), row.id))
        if gathered.room <= 0:
            break
    gathered.positions.append(position)


def _take_row(
    gathered: Gathered, row: IntakeRow, name: str, offset: int, parsers: Mapping[str, Parser]
) -> tuple[int, bool]:
    """Messages taken of the row, and whether that was the last of it."""
    if row.path in parsers:
        _take_parsed(gathered, row, name, parsers[row.path])
        return 1, True
    try:
        shell, raws = bodies.open_body("track" if row.path == "link" else row.path, row.body)
    except BadInput as error:
        gathered.faults.append(faults.of_request(row, error, fallback_id=f"{name}:{row.id}"))
        return 1, True
    part = raws[offset : offset + gathered.room]
    said = faults.facts(row.meta)
    origin = messages.Origin(row.path, row.source_id, Trust(row.trust), row.received_at, said.get("userAgent", ""))
    for index, raw in enumerate(map(bytes, part), start=offset):
        fallback_id = f"{name}:{row.id}:{index}"
        try:
            draft = messages.read(raw, shell=shell, origin=origin, fallback_id=fallback_id)
            proving.prove(draft, said, gathered.keys)
            _check_call(draft, gathered.calls)
            gathered.drafts.append(draft)
        except Faulty as error:
            gathered.faults.append(faults.of_message(row, error, raw, shell=shell, fallback_id=fallback_id))
    return max(len(part), 1), offset + len(part) >= len(raws)


def _check_call(draft: Draft, calls: Mapping[int, frozenset[str]]) -> None:
    allowed = calls.get(draft.source_id)
    if allowed is not None and draft.kind not in allowed:
        said = f"This source may send {', '.join(sorted(allowed))} only; allow more under Sources."
        raise Faulty("call_not_allowed", said)


def _take_parsed(gathered: Gathered, row: IntakeRow, name: str, parser: Parser) -> None:
    origin = messages.Origin(row.path, row.source_id, Trust(row.trust), row.received_at)
    fallback_id = f"{name}:{row.id}"
    try:
        gathered.drafts += parsing.read(
            row.body, faults.facts(row.meta), parser=parser, origin=origin, fallback_id=fallback_id
        )
    except BadInput as error:
        gathered.faults.append(faults.of_parsed(row, error, fallback_id=fallback_id))
