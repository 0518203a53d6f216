"""A letter, a page and a card to try a brand on: each a whole document for a frame."""

import re
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from ninefold.adapt import queries as adapt
from ninefold.adapt.personas import STAND_INS
from ninefold.adapt.types import Rendition
from ninefold.content.types import Block, BlockKind, Priority, VariantContent
from ninefold.culture import social
from ninefold.culture.types import Company
from ninefold.kernel import settings
from ninefold.web import brandsheet
from ninefold.web.studio.content.preview import PreviewLinks


def _block(key: str, kind: BlockKind, text: str, **more: Any) -> Block:
    return Block(id=key, kind=kind, priority=Priority.ESSENTIAL, text=text, **more)


_NIGHT = re.compile(r"\(prefers-color-scheme:\s*dark\)")


@dataclass(frozen=True, slots=True)
class Sample:
    """A letter, a page and a card as documents."""

    letter: str
    page: str
    card: str
    is_dark: bool


LETTER = VariantContent(
    tag="en", form_factor="", subject="How a letter looks", preheader="In your colours and fonts",
    blocks=(
        _block("h", BlockKind.HEADING, "A letter in your look"),
        _block("t", BlockKind.TEXT, "This is how people read you: a heading, a paragraph like this one, and one thing"
               " to do. The colours change by themselves for readers in dark mode."),
        _block("q", BlockKind.QUOTE, "A quotation stands apart by its line and its letters."),
        _block("c", BlockKind.CALL_TO_ACTION, "See what is new", url="https://example.com/"),
        _block("p", BlockKind.POLL, "Is it yours?", options=("Yes, it is", "Not quite yet")),
        _block("l", BlockKind.LEGAL, "Why they get it stands here."),
    ),
)  # fmt: skip


def drawn(company: Company, address: str) -> tuple[Sample, Sample]:
    """Letter, page and card of a company as it may be, by day and by night; with its postal address ("" for none)."""
    imprint = f"{company.name}, {address}" if address else ""
    found = adapt.preview(LETTER, STAND_INS[0], "mail", links=PreviewLinks(), head=(company, imprint))
    assert isinstance(found, Rendition), found
    by_day, by_night = (_sample(company, imprint, found.html, is_dark=is_dark) for is_dark in (False, True))
    return by_day, by_night


def _sample(company: Company, imprint: str, letter: str, *, is_dark: bool) -> Sample:
    night = adapt.logo(company, is_dark=True) if is_dark else None
    context = {
        "company": company, "imprint": imprint, "sheet": brandsheet.fixed(company.brand, is_dark=is_dark),
        "logo": night or adapt.logo(company), "elsewhere": social.named(company.brand.social),
    }  # fmt: skip
    page, card = (render_to_string(f"studio/charter/sample_{name}.html", context) for name in ("page", "card"))
    own, shown = f"{settings.current().public_url}/media/", _NIGHT.sub("all" if is_dark else "not all", letter)
    return Sample(shown.replace(own, "/media/"), page.replace(own, "/media/"), card.replace(own, "/media/"), is_dark)
