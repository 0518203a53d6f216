"""Between the editor's stream of blocks and content's frozen blocks, both ways."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

from ninefold.content import facts
from ninefold.content.living import is_living
from ninefold.content.types import Block, BlockKind, Priority

_OPTIONED = {BlockKind.LIST, BlockKind.POLL}


def to_blocks(stream: Iterable[Any], item_facts: Sequence[str]) -> tuple[Block, ...]:
    """The blocks of a StreamValue, each with all its must-keep facts, the item's among them where they stand."""
    return tuple(with_facts(_to_block(child), item_facts) for child in stream)


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
        must_keep=tuple(fact for fact in value["must_keep"] if fact),
        url=value.get("url") or "",
        options=tuple(value.get("options") or ()),
        motives=tuple(value.get("motives") or ()),
        image_id=image.pk if image else 0,
        alt=value.get("alt") or "",
        thing=value.get("thing") or "",
        topic=value.get("topic") or "",
        days=value.get("days") or 0,
        call=value.get("call") or "",
        alternate=value.get("alternate") or "",
    )


def to_json(blocks: Sequence[Block]) -> str:
    """The blocks as a StreamField keeps them. A block without an id is given one."""
    return json.dumps([_raw(block) for block in blocks], ensure_ascii=False)


def _raw(block: Block) -> dict[str, Any]:
    value: dict[str, Any] = {
        "text": block.text,
        "short": block.short,
        "priority": block.priority.value,
        "must_keep": list(block.must_keep),
    }
    if block.kind in _OPTIONED:
        value["options"] = list(block.options)
    if block.kind is BlockKind.POLL:
        value["motives"] = list(block.motives)
    if block.kind is BlockKind.CALL_TO_ACTION:
        value["url"] = block.url
    if block.kind is BlockKind.IMAGE:
        value |= {"image": block.image_id or None, "alt": block.alt}
    if is_living(block):
        value |= {"thing": block.thing, "call": block.call, "alternate": block.alternate}
        del value["short"]
    if block.kind is BlockKind.BEST_ANSWER:
        value |= {"topic": block.topic, "days": block.days or None}
    return {"type": block.kind.value, "id": block.id or str(uuid4()), "value": value}
