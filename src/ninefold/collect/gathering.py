"""Gathers one batch of drafts from all that waits: consent first, then rooms' records and requests side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ninefold.collect import claims, faults, holding, parsing, proving, sources, writing
from ninefold.collect.drafts import Draft
from ninefold.collect.errors import Faulty
from ninefold.collect.holding import Hold
from ninefold.collect.intake.rows import IntakeRow, Lane
from ninefold.collect.parsing import Parser
from ninefold.collect.schema import bodies, messages, privacy
from ninefold.collect.schema.usertokens import Key
from ninefold.collect.sources import Rules
from ninefold.collect.types import Fault, Position, Trust
from ninefold.kernel import settings
from ninefold.kernel.errors import BadInput

_NO_RULES = Rules()


@dataclass
class Gathered:
    """A batch in the making. `rules` are those of the sources that have their own."""

    limit: int
    rules: Mapping[int, Rules] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    rows_done: list[tuple[int, int]] = field(default_factory=list)
    pending_done: list[int] = field(default_factory=list)
    hold: Hold | None = None
    held: list[tuple[str, int, str]] = field(default_factory=list)
    held_done: list[int] = field(default_factory=list)
    verdicts: list[tuple[str, int]] = field(default_factory=list)
    kept_out: dict[tuple[int, str], int] = field(default_factory=dict)
    taken: int = 0

    @cached_property
    def _keys(self) -> list[Key]:
        return sources.signing_keys()

    def keys(self) -> list[Key]:
        """The keys that sign users' tokens, read once a batch and only where a token came."""
        return self._keys

    def count_kept_out(self, source_id: int, why: privacy.KeptOut) -> None:
        """An event of a source is not taken in, and nothing of it kept but this count."""
        count = (source_id, why.value)
        self.kept_out[count] = self.kept_out.get(count, 0) + 1

    @property
    def room(self) -> int:
        return self.limit - self.taken


def gather(
    *,
    positions: Mapping[str, Position],
    limit: int,
    lanes: Sequence[Lane],
    parsers: Mapping[str, Parser],
    hold: Hold | None = None,
) -> Gathered:
    """Up to `limit` messages of the lanes, in their order. Within a lane neither input starves the other."""
    gathered = Gathered(limit, sources.rules(), hold=hold)
    for lane in lanes:
        if lane is Lane.NORMAL:
            _take_held(gathered, positions)
        is_consent = lane is Lane.CONSENT
        last = _take_pending(gathered, is_consent=is_consent, limit=(gathered.room + 1) // 2, after=0)
        _take_rows(gathered, lane, positions, parsers)
        if last:
            _take_pending(gathered, is_consent=is_consent, limit=gathered.room, after=last)
    return gathered


def _take_held(gathered: Gathered, positions: Mapping[str, Position]) -> None:
    """What was held long enough, in half the room that is left."""
    if gathered.hold is None or gathered.room <= 0 or not holding.is_any_held():
        return
    name = claims.cursor_name(Lane.NORMAL)
    first = claims.first_received(Lane.NORMAL, positions.get(name, Position(name, 0)))
    released = holding.release(gathered.hold, read_up_to=holding.read_up_to(first), limit=(gathered.room + 1) // 2)
    gathered.drafts += released.drafts
    gathered.held_done += released.row_ids
    gathered.verdicts += released.verdicts
    gathered.taken += len(released.drafts)


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
    rules = gathered.rules.get(row.source_id, _NO_RULES)
    origin = messages.Origin(
        row.path, row.source_id, Trust(row.trust), row.received_at, said.get("userAgent", ""), rules.keeps_ip
    )
    for index, raw in enumerate(map(bytes, part), start=offset):
        fallback_id = f"{name}:{row.id}:{index}"
        try:
            draft = messages.read(raw, shell=shell, origin=origin, fallback_id=fallback_id)
            proving.prove(draft, said, gathered.keys)
            rules.check_call(draft.kind)
            _keep(gathered, draft, rules, said)
        except Faulty as error:
            if privacy.refuses(raw, shell.context, rules.categories):
                gathered.count_kept_out(row.source_id, privacy.KeptOut.CONSENT)
                continue
            gathered.faults.append(faults.of_message(row, error, raw, shell=shell, fallback_id=fallback_id))
    return max(len(part), 1), offset + len(part) >= len(raws)


def _keep(gathered: Gathered, draft: Draft, rules: Rules, said: Mapping[str, str]) -> None:
    secret = settings.current().secret_key
    if why := privacy.settle(draft, categories=rules.categories, said=said, secret=secret):
        gathered.count_kept_out(draft.source_id, why)
        return
    key = gathered.hold.key(draft.numbered(0)) if gathered.hold and draft.trust is Trust.LINK else ""
    if key:
        gathered.held.append((key, draft.received_at, writing.to_json(draft)))
    else:
        gathered.drafts.append(draft)


def _take_parsed(gathered: Gathered, row: IntakeRow, name: str, parser: Parser) -> None:
    origin = messages.Origin(row.path, row.source_id, Trust(row.trust), row.received_at)
    fallback_id = f"{name}:{row.id}"
    try:
        gathered.drafts += parsing.read(
            row.body, faults.facts(row.meta), parser=parser, origin=origin, fallback_id=fallback_id
        )
    except BadInput as error:
        gathered.faults.append(faults.of_parsed(row, error, fallback_id=fallback_id))
