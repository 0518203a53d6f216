"""Between the editor's stream of blocks and content's frozen blocks, both ways."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

from ninefold.content import events, facts
from ninefold.content.living import is_living
from ninefold.content.saidto import SaidTo
from ninefold.content.types import Block, BlockKind, Priority

_OPTIONED = {BlockKind.LIST, BlockKind.POLL}
_LEADING = {BlockKind.CALL_TO_ACTION, BlockKind.VIDEO, BlockKind.EVENT}
_PLAIN = {BlockKind.HEADING, BlockKind.TEXT, BlockKind.QUOTE}


def to_blocks(stream: Iterable[Any], item_facts: Sequence[str], tag: str) -> tuple[Block, ...]:
    """The blocks of a StreamValue, each with all its must-keep facts, the item's among them where they stand.

    Days and hours are said in the language of `tag`.
    """
    return tuple(with_facts(events.told(_to_block(child), tag), item_facts) for child in stream)


def with_facts(block: Block, item_facts: Sequence[str]) -> Block:
    """The block with found facts, and facts of its item that stand in it, joined to those marked by hand."""
    text = facts.source(block)
    spelt = [spelling for line in item_facts for spelling in facts.spellings(line)]
    of_item = [fact for fact in spelt if facts.stands_in(text, fact)]
    joined = replace(block, must_keep=tuple(dict.fromkeys((*block.must_keep, *of_item))))
    return replace(joined, must_keep=facts.of_block(joined))


def _to_block(child: Any) -> Block:
    value = child.value
    image = value.get("image")
    return Block(
        id=str(child.id),
        kind=BlockKind(child.block_type),
        priority=Priority(value["priority"]),
        text=value.get("text") or "",
        short=value.get("short") or "",
        plain=value.get("plain") or "",
        must_keep=tuple(fact for fact in value["must_keep"] if fact),
        url=value.get("url") or "",
        options=tuple(value.get("options") or ()),
        motives=tuple(value.get("motives") or ()),
        image_id=image.pk if image else 0,
        alt=value.get("alt") or "",
        starts=_local(value.get("day"), value.get("hour")),
        ends=_local(value.get("end_day") or value.get("day"), value.get("end_hour")),
        zone=value.get("zone") or "",
        place=value.get("place") or "",
        thing=value.get("thing") or "",
        topic=value.get("topic") or "",
        days=value.get("days") or 0,
        call=value.get("call") or "",
        alternate=value.get("alternate") or "",
        said_to=SaidTo.PERSON if value.get("for_one") else SaidTo.ALL if value.get("for_all") else None,
    )


def _local(day: date | None, hour: time | None) -> str:
    return datetime.combine(day, hour).isoformat(timespec="minutes") if day and hour else ""


def to_json(blocks: Sequence[Block]) -> str:
    """The blocks as a StreamField keeps them. A block without an id is given one."""
    return json.dumps([_raw(block) for block in blocks], ensure_ascii=False)


def _raw(block: Block) -> dict[str, Any]:
    """A block as it is kept. Facts that are found again wherever it is read are not listed as marked by hand: who
    mends the day of an event would be asked for the old one."""
    found = facts.of_block(replace(block, must_keep=()))
    value: dict[str, Any] = {
        "text": block.text,
        "short": block.short,
        "priority": block.priority.value,
        "must_keep": [fact for fact in block.must_keep if fact not in found],
    }
    if block.kind in _OPTIONED:
        value["options"] = list(block.options)
    if block.kind is BlockKind.POLL:
        value["motives"] = list(block.motives)
    if block.kind is BlockKind.TEXT:
        value["for_one"] = block.said_to is SaidTo.PERSON
    if block.kind is BlockKind.LEGAL:
        value["for_all"] = block.said_to is SaidTo.ALL
    if block.kind in _PLAIN:
        value["plain"] = block.plain
    if block.kind in _LEADING:
        value["url"] = block.url
    if block.kind is BlockKind.EVENT:
        value |= {"zone": block.zone, "place": block.place} | _days(block)
    if block.kind in (BlockKind.IMAGE, BlockKind.VIDEO):
        value |= {"image": block.image_id or None, "alt": block.alt}
    if is_living(block):
        value |= {"thing": block.thing, "call": block.call, "alternate": block.alternate}
        del value["short"]
    if block.kind is BlockKind.BEST_ANSWER:
        value |= {"topic": block.topic, "days": block.days or None}
    return {"type": block.kind.value, "id": block.id or str(uuid4()), "value": value}


def _days(block: Block) -> dict[str, str | None]:
    """Day and hour of an event's start and end, None for what is open."""
    (day, _, hour), (end_day, _, end_hour) = block.starts.partition("T"), block.ends.partition("T")
    return {"day": day or None, "hour": hour or None, "end_day": end_day or None, "end_hour": end_hour or None}
