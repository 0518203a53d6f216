"""What a model answered as a version: JSON as it was asked for, or plain paragraphs; and which facts it kept. Pure."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from ninefold.content import comparing, facts
from ninefold.content.languagemodel.errors import ModelFailed
from ninefold.content.limits import (
    BLOCKS_MAX,
    LINE_CHARACTERS_MAX,
    OPTIONS_MAX,
    TEXT_CHARACTERS_MAX,
    URL_CHARACTERS_MAX,
)
from ninefold.content.types import Block, BlockKind, Priority, VariantContent

SUBJECT_CHARACTERS_MAX, PREHEADER_CHARACTERS_MAX = 200, 300
_FENCE = re.compile(r"^\s*```[a-z]*\s*\n(.*?)\n?```\s*$", re.DOTALL)
_THINKING = re.compile(r"<think>.*?</think>", re.DOTALL)
_KINDS = {
    kind.value: kind
    for kind in (
        BlockKind.HEADING, BlockKind.TEXT, BlockKind.LIST, BlockKind.QUOTE, BlockKind.CALL_TO_ACTION, BlockKind.LEGAL
    )
}  # fmt: skip
_ESSENTIAL = {BlockKind.HEADING, BlockKind.CALL_TO_ACTION, BlockKind.LEGAL}


def content(text: str, *, title: str, tag: str, form_factor: str) -> VariantContent:
    """The version that an answer says. Raise ModelFailed where it says nothing that can be used."""
    raw = _THINKING.sub("", text).strip()
    raw = match[1].strip() if (match := _FENCE.match(raw)) else raw
    said = _object(raw)
    if said is None:
        blocks = [_block({"kind": "text", "text": part}) for part in re.split(r"\n\s*\n", raw)]
        said = {"subject": title}
    else:
        listed = said.get("blocks")
        blocks = [_block(one) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    found = tuple(block for block in blocks if block is not None)[:BLOCKS_MAX]
    if not found:
        raise ModelFailed("model_empty", "The model answered with nothing that can be a draft. Try again, or say more.")
    return VariantContent(
        tag, form_factor, _line(said.get("subject"), SUBJECT_CHARACTERS_MAX) or title,
        _line(said.get("preheader"), PREHEADER_CHARACTERS_MAX), found,
    )  # fmt: skip


def missing(draft: VariantContent, wanted: Sequence[str]) -> tuple[str, ...]:
    """The facts that a draft does not state: of an item's fact any spelling will do."""
    text = _whole(draft)
    return tuple(fact for fact in wanted if not any(facts.keeps(text, spelling) for spelling in facts.spellings(fact)))


def added(draft: VariantContent, known: Iterable[str], given: str) -> tuple[str, ...]:
    """The facts that a draft states and nobody gave: neither as facts nor in the words that were given."""
    said = "\n".join((given, *known))
    return tuple(fact for fact in comparing.facts_of(draft) if not facts.keeps(said, fact))


def _whole(draft: VariantContent) -> str:
    parts = [draft.subject, draft.preheader, *(facts.source(block) for block in draft.blocks)]
    return "\n".join(parts)


def _object(raw: str) -> dict[str, Any] | None:
    """The JSON object of an answer, also where words stand around it."""
    start, end = raw.find("{"), raw.rfind("}")
    if start < 0 or end < start:
        return None
    try:
        found = json.loads(raw[start : end + 1])
    except ValueError:
        return None
    return found if isinstance(found, dict) and "blocks" in found else None


def _block(said: dict[str, Any]) -> Block | None:
    kind = _KINDS.get(str(said.get("kind", "")).strip().lower(), BlockKind.TEXT)
    options = said.get("options")
    lines = tuple(_line(one, LINE_CHARACTERS_MAX) for one in options)[:OPTIONS_MAX] if isinstance(options, list) else ()
    text, url = str(said.get("text") or "").strip()[:TEXT_CHARACTERS_MAX], ""
    if kind is BlockKind.LIST and not any(lines):
        kind = BlockKind.TEXT
    if kind is BlockKind.CALL_TO_ACTION:
        url = str(said.get("url") or "").strip()[:URL_CHARACTERS_MAX]
        kind = kind if url.startswith(("https://", "http://")) else BlockKind.TEXT
    if not text and not any(lines):
        return None
    priority = Priority.ESSENTIAL if kind in _ESSENTIAL else Priority.SUPPORTING
    return Block(
        "", kind, priority, text, url=url if kind is BlockKind.CALL_TO_ACTION else "",
        options=tuple(filter(None, lines)) if kind is BlockKind.LIST else (),
    )  # fmt: skip


def _line(said: object, most: int) -> str:
    return " ".join(str(said or "").split())[:most]
