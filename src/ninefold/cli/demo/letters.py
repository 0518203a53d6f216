"""The demo company's letters, read from letters.toml."""

import tomllib
from importlib.resources import files
from typing import Any

from ninefold.adapt.formfactors import BUILT_IN
from ninefold.content.types import Block, BlockKind, Priority, VariantContent
from ninefold.kernel import settings

POLL_ID = "format"
FORM_FACTORS = tuple(BUILT_IN)


def letters(name: str) -> tuple[VariantContent, ...]:
    """The variants of one letter: `old`, `better`, `note` or `deals`."""
    text = tomllib.loads(files("ninefold.cli.demo").joinpath("letters.toml").read_text(encoding="utf-8"))
    return tuple(_variant(one, text) for one in text[name])


def _variant(one: dict[str, str], text: dict[str, Any]) -> VariantContent:
    shop = f"{settings.current().public_url}{text['shop']}"
    blocks = [
        Block("title", BlockKind.HEADING, Priority.SUPPORTING, one["title"]),
        Block("story", BlockKind.TEXT, Priority.ESSENTIAL, one["text"], short=one["short"]),
        Block("shop", BlockKind.CALL_TO_ACTION, Priority.ESSENTIAL, one["call"], url=shop),
    ]
    if "detail" in one:
        blocks.insert(2, Block("pace", BlockKind.TEXT, Priority.DETAIL, one["detail"]))
    if "poll" in one:
        blocks.append(Block(POLL_ID, BlockKind.POLL, Priority.DETAIL, one["poll"], options=tuple(text["options"])))
    blocks.append(Block("legal", BlockKind.LEGAL, Priority.ESSENTIAL, text["legal"], short=text["legal_short"]))
    return VariantContent(one["tag"], "", one["subject"], one["preheader"], tuple(blocks))
