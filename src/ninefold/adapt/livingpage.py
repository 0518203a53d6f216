"""How a letter's page shows living blocks: the same skeleton for everybody, with a hole for each part of the thing."""

from collections.abc import Callable
from typing import Protocol

from ninefold.adapt import living as living_wording
from ninefold.adapt.dress import Dress
from ninefold.adapt.filling import Piece, fixed_in_html
from ninefold.adapt.wording import Wording
from ninefold.content import living
from ninefold.content.living import Part
from ninefold.content.types import Block, BlockKind


class Canvas(Protocol):
    """What of the page in the making is needed here."""

    start: str
    dress: Dress

    def mark(self, pieces: list[Piece]) -> str: ...

    def shown(self, words: Wording, bold: tuple[str, ...] = ()) -> list[Piece]: ...

    def to(self, url: str, label: str) -> str: ...


def drawn(page: Canvas, block: Block, lead: list[Piece]) -> str:
    """A living block as MJML; `lead` are the words before it."""
    said = {part.name: _said(page, block, part) for part in living.SHAPES[block.kind].full}
    draw: dict[BlockKind, Callable[[Canvas, Block, dict[str, str]], tuple[str, str]]] = {
        BlockKind.BEST_ANSWER: _answer,
        BlockKind.OPEN_QUESTION: _question,
        BlockKind.PRODUCT: _product,
        BlockKind.BALANCE: _balance,
        BlockKind.OFFER: _offer,
    }
    inner, after = draw[block.kind](page, block, said)
    before = f'<div style="padding:0 0 8px">{page.mark(lead)}</div>' if lead else ""
    return f'<mj-text css-class="n9-ink n9-thing" padding="4px 0 14px">{before}{inner}</mj-text>{after}'


def _said(page: Canvas, block: Block, part: Part) -> str:
    own = living_wording.hole(living.reference(block), part)
    words: Wording = (living_wording.if_there(own, (own,)),) if part.may_lack else (own,)
    return page.mark(page.shown(words))


def _answer(page: Canvas, block: Block, said: dict[str, str]) -> tuple[str, str]:
    side = f"border-{page.start}:3px solid {page.dress.day.accent};padding-{page.start}:16px"
    quoted = f'<div class="n9-said n9-side" style="{side}">{said["answer"]}</div>'
    return f"{_named(page, said['question'])}{quoted}{_line(page, block)}", ""


def _question(page: Canvas, block: Block, said: dict[str, str]) -> tuple[str, str]:
    return f"{_named(page, said['question'])}<div>{said['body']}</div>", _button(page, block)


def _product(page: Canvas, block: Block, said: dict[str, str]) -> tuple[str, str]:
    picture = page.mark(page.shown((living_wording.hole(living.reference(block), living_wording.PICTURE),)))
    return f"{picture}{_named(page, said['name'])}<div>{said['price']}</div>", _button(page, block)


def _balance(page: Canvas, block: Block, said: dict[str, str]) -> tuple[str, str]:
    style = f"font-family:{page.dress.heading};font-size:28px;font-weight:600;line-height:1.3"
    return f'<div style="{style}">{said["amount"]} {said["currency"]}</div>{_line(page, block)}', ""


def _offer(page: Canvas, block: Block, said: dict[str, str]) -> tuple[str, str]:
    return f"{_named(page, said['name'])}<div>{said['price']}</div>", _button(page, block)


def _named(page: Canvas, name: str) -> str:
    style = f"font-family:{page.dress.heading};font-size:20px;font-weight:600;line-height:1.3;padding:0 0 8px"
    return f'<div style="{style}">{name}</div>'


def _line(page: Canvas, block: Block) -> str:
    """The link as a line of its own, where the block is to be read more than acted on."""
    target, words = _leads(page, block)
    return f'<div style="padding:10px 0 0"><a href="{target}" style="font-weight:600">{words}</a></div>'


def _button(page: Canvas, block: Block) -> str:
    target, words = _leads(page, block)
    return f'<mj-button href="{target}" css-class="n9-call">{words}</mj-button>'


def _leads(page: Canvas, block: Block) -> tuple[str, str]:
    link = living_wording.link(block)
    return page.to(link.url, link.label), page.mark([fixed_in_html(block.call)])
