"""The page of a letter: MJML with marks for every word of an author, made HTML by mrml, marks replaced afterwards.

No word of an author passes through MJML, so nothing that is written can become markup.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import mrml

from ninefold.adapt import layoutpage, lettertext, livingpage, wording
from ninefold.adapt.dress import dress
from ninefold.adapt.errors import DoesNotFit
from ninefold.adapt.filling import Piece, Register, Sheet, fixed_in_html
from ninefold.adapt.lettertext import OPEN, PREFERENCES, UNSUBSCRIBE, label, poll_link
from ninefold.adapt.modes import Mode, modes
from ninefold.adapt.phrases import phrases
from ninefold.adapt.placeholders import Literal
from ninefold.adapt.types import FormFactor, Link
from ninefold.adapt.wording import Wording
from ninefold.content import events, facts, living, names, tags
from ninefold.content.layouts.dressing import dressed
from ninefold.content.types import Block, BlockKind, ImageFile, Layout, VariantContent
from ninefold.culture import social
from ninefold.culture.types import SHIPPED_BRAND, Brand

_LOGO_WIDTH_MAX, _LOGO_HEIGHT_MAX = 160, 44
COLUMN_WIDTH = 518
_MARK = re.compile(r"@@n(\d+)@@")
_TILE = 28
PREHEADER_LINE = 150  # characters of a preheader that the widest list shows, and some
_BLANK = "\u200c\u00a0"  # what no list takes for blanks to be left out
_NO_FONTS_FROM_ELSEWHERE = mrml.RenderOptions(fonts={})  # whoever serves them would learn who reads


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes, and where images are found: `company` as it stands on top, `image` gives a file or None.

    `imprint` is the legal line at the foot of every letter: company and postal address. `logo` stands before the name,
    `dark_logo` in its place on dark ground. `brand` says how it all looks. `legal_links` are the company's own legal
    pages: which one, as `phrases.toml` names it, and its address.
    """

    company: str
    image: Callable[[int], ImageFile | None]
    imprint: str = ""
    logo: ImageFile | None = None
    legal_links: tuple[tuple[str, str], ...] = ()
    brand: Brand = SHIPPED_BRAND
    dark_logo: ImageFile | None = None


def no_image(_: int) -> ImageFile | None:
    """For proofs and previews without a media library."""
    return None


@lru_cache(maxsize=1)
def _template() -> str:
    return files("ninefold.adapt").joinpath("letter.mjml").read_text(encoding="utf-8")


def _with(mjml: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        mjml = mjml.replace(f"@{name}@", value)
    return mjml


class Page:
    """The HTML in the making: MJML with marks, what each mark stands for, and the letter's register."""

    def __init__(self, form_factor: FormFactor, letterhead: Letterhead, tag: str) -> None:
        is_right_to_left = tags.is_right_to_left(tag)
        self.form_factor = form_factor
        self.letterhead = letterhead
        self.dress = dress(letterhead.brand)
        self.tag = tag
        self.start = "right" if is_right_to_left else "left"
        self.direction = "rtl" if is_right_to_left else "ltr"
        self.mode = modes(form_factor)[0]
        self.register = Register()
        self._is_headed = False
        self._marked: list[list[Piece]] = []
        self._costs: dict[int, int] = {}

    def html(self, variant: VariantContent) -> list[Piece]:
        """The finished page as pieces."""
        legal = [self.shown(wording.read(block.text)) for block in variant.blocks if block.kind is BlockKind.LEGAL]
        body = "".join(self._block(block) for block in variant.blocks if block.kind is not BlockKind.LEGAL)
        said = self._said(variant)
        if variant.layout is not None:
            return self._unmarked(self._in_layout(variant, variant.layout, legal, body, said))
        imprint = self.letterhead.imprint
        mjml = _with(_template(), {
            **said, "body": body,
            "mark": self._logo() if self.letterhead.logo else self._monogram(),
            "legal": "".join(map(self._legal, legal)),
            "footer": self._footer(),
            "imprint": self._legal([fixed_in_html(imprint)]) if imprint else "",
            **self.dress.values(),
        })  # fmt: skip
        return self._unmarked(_to_html(mjml))

    def _said(self, variant: VariantContent) -> dict[str, str]:
        """The words and addresses that every letter has, by name."""
        own_words = phrases(variant.tag)
        return {
            "lang": tags.html_language(variant.tag) or "und",
            "dir": self.direction,
            "start": self.start,
            "title": self.mark(self.shown(wording.read(variant.subject))),
            "preview": self.mark(self._preview(wording.read(variant.preheader))),
            "company": self.mark([fixed_in_html(self.letterhead.company)]),
            "preferences": self.to(PREFERENCES, own_words["preferences"]),
            "preferences_words": self.mark([fixed_in_html(own_words["preferences"])]),
            "unsubscribe": self.to(UNSUBSCRIBE, own_words["unsubscribe"]),
            "unsubscribe_words": self.mark([fixed_in_html(own_words["unsubscribe"])]),
            "legal_links": "".join(self._aside(own_words[name], url) for name, url in self.letterhead.legal_links),
            "open": self.to(OPEN, ""),
        }

    def _in_layout(
        self, variant: VariantContent, layout: Layout, legal: list[list[Piece]], body: str, said: dict[str, str]
    ) -> str:
        """The same in a layout of the team's own, in the brand of now: only the blocks go through MJML."""
        layout = dressed(layout, {**self.dress.values(), "company": fixed_in_html(self.letterhead.company)})
        around = _with(layoutpage.template(), {**said, **layoutpage.own(layout), "body": body, **self.dress.values()})
        brand = self.letterhead.brand
        pages = " &nbsp;·&nbsp; ".join(self._link(name, url) for name, url in social.named(brand.social))
        more = {
            "legal_lines": "<br>".join(map(self.mark, legal)),
            "imprint": self.mark([fixed_in_html(self.letterhead.imprint)]) if self.letterhead.imprint else "",
            "footer_lines": "<br>".join(filter(None, (fixed_in_html(brand.footer), pages))),
        }
        image = self.letterhead.image
        return layoutpage.drawn(self, layout, variant.filled, image, _to_html(around), {**said, **more})

    def _preview(self, words: Wording) -> list[Piece]:
        """The preheader, then blanks that fill the line of an inbox: else the letter's first words stand there."""
        shown = self.shown(words)
        return [*shown, _BLANK * (PREHEADER_LINE - len(wording.sample(words)))] if shown else []

    def _logo(self) -> str:
        """The company's logo, no larger than its place; by night the one for dark ground, where there is one."""
        logo, dark = self.letterhead.logo, self.letterhead.dark_logo
        assert logo is not None
        if dark is None:
            return self._picture(logo, "display:block")
        by_night = self._picture(dark, "display:none;mso-hide:all;max-height:0", "n9-by-night")
        return self._picture(logo, "display:block", "n9-by-day") + by_night

    def _picture(self, logo: ImageFile, style: str, css_class: str = "") -> str:
        scale = min(1, _LOGO_WIDTH_MAX / logo.width, _LOGO_HEIGHT_MAX / logo.height)
        width, height = max(1, round(logo.width * scale)), max(1, round(logo.height * scale))
        source = self.mark([fixed_in_html(logo.path)])
        named = f' class="{css_class}"' if css_class else ""
        return f'<img{named} src="{source}" width="{width}" height="{height}" alt="" style="border:0;{style}" />'

    def _monogram(self) -> str:
        """The first letter of the company's name as a tile, where it has no logo; nothing where it begins with none."""
        first = self.letterhead.company.strip()[:1].upper()[:1]
        if not first.isalnum():
            return ""
        colours = f"background:{self.dress.day.button};color:{self.dress.day.on_button}"
        style = f"width:{_TILE}px;height:{_TILE}px;border-radius:7px;{colours};text-align:center"
        font = f"font-family:{self.dress.heading};font-size:17px;font-weight:600;line-height:{_TILE}px"
        return f'<div class="n9-tile" style="{style};{font}">{fixed_in_html(first)}</div>'

    def _footer(self) -> str:
        """What the company says below every letter, and where else it is."""
        brand = self.letterhead.brand
        said = self._legal([fixed_in_html(brand.footer)]) if brand.footer else ""
        pages = " &nbsp;·&nbsp; ".join(self._link(name, url) for name, url in social.named(brand.social))
        return said + (self._legal([pages]) if pages else "")

    def _link(self, words: str, url: str) -> str:
        return f'<a href="{fixed_in_html(url)}" style="color:{self.dress.day.muted}">{fixed_in_html(words)}</a>'

    def _aside(self, words: str, url: str) -> str:
        return f" &nbsp;·&nbsp; {self._link(words, url)}"

    def mark(self, pieces: list[Piece]) -> str:
        """A mark that stands for pieces until MJML is done."""
        self._marked.append(pieces)
        return f"@@n{len(self._marked) - 1}@@"

    def to(self, url: str, label: str) -> str:
        """A mark for the address of a link."""
        return self.mark([self.register.link(Link(url, label))])

    def pieces(self, words: Wording, mode: Mode) -> list[Piece]:
        """A wording as plain text. Its links say their address."""
        return lettertext.said(words, self.register, mode)

    def shown(self, words: Wording, bold: tuple[str, ...] = ()) -> list[Piece]:
        """A wording as HTML, with facts in bold and its links to be clicked."""
        pieces: list[Piece] = []
        for part in words:
            match part:
                case Literal():
                    pieces.append(_with_bold(part.text, bold))
                case Link():
                    pieces += ['<a href="', self.register.link(part), f'">{fixed_in_html(part.label)}</a>']
                case _:
                    slot = self.register.hole(part, self.mode)
                    self._costs[slot.index] = wording.cost((part,), self.mode, self.form_factor.link_characters)
                    pieces.append(slot)
        return pieces

    def worst_holes(self, sheet: Sheet, holes: int) -> int:
        """The most bytes that all slots of the page can take."""
        link = self.mode.link_cost(self.form_factor.link_characters)
        return sum(self._costs[index] if index < holes and index in self._costs else link for _, index in sheet.slots)

    def _unmarked(self, html: str) -> list[Piece]:
        pieces: list[Piece] = []
        for index, text in enumerate(_MARK.split(html)):
            pieces += self._marked[int(text)] if index % 2 else [text]
        return pieces

    def _block(self, block: Block) -> str:
        words = self.shown(wording.read(block.text), _bold(block)) if block.text.strip() else []
        draw: dict[BlockKind, Callable[[Block, list[Piece]], str]] = {
            BlockKind.HEADING: self._heading,
            BlockKind.LIST: self._list,
            BlockKind.QUOTE: self._quote,
            BlockKind.IMAGE: self._image,
            BlockKind.VIDEO: self._video,
            BlockKind.EVENT: self._event,
            BlockKind.CALL_TO_ACTION: self._button,
            BlockKind.POLL: self._poll,
        }
        if living.is_living(block):
            return _section(livingpage.drawn(self, block, words))
        return draw.get(block.kind, self._prose)(block, words)

    def _heading(self, _: Block, words: list[Piece]) -> str:
        """The first heading is the letter's, all others are under it."""
        level, self._is_headed = "h2" if self._is_headed else "h1", True
        face = f'font-family="{self.dress.heading}" font-size="32px" font-weight="600"'
        named = f'<{level} style="margin:0;font:inherit">{self.mark(words)}</{level}>'
        return _section(_text(named, "n9-title", f'{face} line-height="1.2" padding="0 0 18px"'))

    def _button(self, block: Block, words: list[Piece]) -> str:
        target = self.to(block.url, label(block.text))
        return _section(f'<mj-button href="{target}" css-class="n9-call">{self.mark(words)}</mj-button>')

    def _prose(self, block: Block, _: list[Piece]) -> str:
        return _section("".join(_text(self.mark(paragraph), "n9-ink") for paragraph in self._paragraphs(block)))

    def _paragraphs(self, block: Block) -> list[list[Piece]]:
        """The paragraphs of a text, which blank lines part; one with conditions stays whole."""
        if "{%" in block.text:
            return [self.shown(wording.read(block.text), _bold(block))]
        found = [part for part in re.split(r"\n\s*\n", block.text.strip()) if part.strip()]
        return [self.shown(wording.read(part), _bold(block)) for part in found]

    def _list(self, block: Block, words: list[Piece]) -> str:
        side = "right" if self.direction == "rtl" else "left"
        lines = [self.mark(self.shown(wording.read(option), _bold(block))) for option in block.options]
        items = "".join(f'<li style="margin:0 0 6px;padding-{side}:4px">{line}</li>' for line in lines)
        listed = f'{self.mark(words)}<ul style="margin:8px 0 0;padding-{side}:22px">{items}</ul>'
        return _section(_text(listed, "n9-ink"))

    def _quote(self, _: Block, words: list[Piece]) -> str:
        side = self.start
        border = f"border-{side}:3px solid {self.dress.day.accent};padding-{side}:16px"
        style = f"{border};font-family:{self.dress.heading}"
        quoted = f'<div class="n9-side" style="{style};font-size:18px;font-style:italic">{self.mark(words)}</div>'
        return _section(_text(quoted, "n9-quote", 'padding="4px 0 20px"'))

    def _image(self, block: Block, words: list[Piece]) -> str:
        file = self.letterhead.image(block.image_id) if block.image_id else None
        caption = (
            _text(self.mark(words), "n9-muted", f'font-size="13px" color="{self.dress.day.muted}"') if words else ""
        )
        if file is None:
            return _section(caption) if caption else ""
        source, alt = self.mark([fixed_in_html(file.path)]), self.mark([fixed_in_html(block.alt or file.alt)])
        width = min(COLUMN_WIDTH, file.width)
        return _section(f'<mj-image src="{source}" alt="{alt}" width="{width}px" />{caption}')

    def _video(self, block: Block, words: list[Piece]) -> str:
        """Its still, where there is one, and what it is called; both lead to where it plays."""
        target = self.to(block.url, block.call)
        file = self.letterhead.image(block.image_id) if block.image_id else None
        still = ""
        if file is not None:
            source, alt = self.mark([fixed_in_html(file.path)]), self.mark([fixed_in_html(block.alt or file.alt)])
            width = min(COLUMN_WIDTH, file.width)
            still = f'<mj-image src="{source}" alt="{alt}" href="{target}" width="{width}px" padding="4px 0 10px" />'
        named = f'<a href="{target}" style="font-weight:600">▶ {self.mark(words)}</a>'
        return _section(f"{still}{_text(named, 'n9-ink')}")

    def _event(self, block: Block, words: list[Piece]) -> str:
        """What it is called, then day and hour, then the place; and a button to it."""
        lines = (events.in_words(block), block.place)
        told = "".join(f"<div><b>{self.mark([fixed_in_html(line)])}</b></div>" for line in lines if line)
        named = f'<div style="font-family:{self.dress.heading};font-size:20px;font-weight:600">'
        border = f"border-{self.start}:3px solid {self.dress.day.accent};padding-{self.start}:16px"
        side = f'<div class="n9-side" style="{border}">'
        card = _text(f"{side}{named}{self.mark(words)}</div>{told}</div>", "n9-ink n9-event", 'padding="4px 0 14px"')
        if not block.url:
            return _section(card)
        target, call = self.to(block.url, block.call), self.mark([fixed_in_html(block.call)])
        return _section(f'{card}<mj-button href="{target}" css-class="n9-call">{call}</mj-button>')

    def _poll(self, block: Block, words: list[Piece]) -> str:
        day, answers = self.dress.day, []
        box = f"border:1px solid {day.line};border-radius:{self.dress.button_radius}px;background:{day.paper}"
        link = f"display:block;padding:11px 16px;color:{day.ink};text-decoration:none;font-weight:600"
        for index, option in enumerate(block.options):
            target = self.mark([self.register.link(poll_link(block, index))])
            answers.append(
                f'<tr><td style="padding:0 0 8px"><div class="n9-answer" style="{box}"><a href="{target}"'
                f' style="{link}">{self.mark(self.shown(wording.read(option)))}</a></div></td></tr>'
            )
        question = f'<div style="padding:0 0 10px;font-weight:600">{self.mark(words)}</div>'
        table = '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">'
        return _section(_text(f"{question}{table}{''.join(answers)}</table>", "n9-ink n9-poll", 'padding="6px 0 16px"'))

    def _legal(self, words: list[Piece]) -> str:
        small = f'font-size="13px" line-height="1.5" color="{self.dress.day.muted}" padding="0 0 12px"'
        return _text(self.mark(words), "n9-muted", small)


def _section(inner: str) -> str:
    return f"<mj-section><mj-column>{inner}</mj-column></mj-section>"


def _text(inner: str, css_class: str, attributes: str = "") -> str:
    return f'<mj-text css-class="{css_class}" {attributes}>{inner}</mj-text>'


def _bold(block: Block) -> tuple[str, ...]:
    """The facts that stand in bold: prices, dates, what was marked; not bare numbers, links, names or whole texts."""
    return tuple(
        fact for fact in facts.of_block(block)
        if not (fact.isdigit() or facts.is_link(fact) or names.is_one(fact) or fact.strip() == block.text.strip())
    )  # fmt: skip


def _with_bold(text: str, bold: tuple[str, ...]) -> str:
    if not bold:
        return fixed_in_html(text)
    pattern = "|".join(re.escape(fact) for fact in sorted(bold, key=len, reverse=True))
    parts = re.split(f"({pattern})", text)
    return "".join(
        f"<b>{fixed_in_html(part)}</b>" if index % 2 else fixed_in_html(part) for index, part in enumerate(parts)
    )


def _to_html(mjml: str) -> str:
    try:
        return str(mrml.to_html(mjml, render_options=_NO_FONTS_FROM_ELSEWHERE).content)
    except ValueError as error:
        raise DoesNotFit(f"The letter's template cannot be read: {error}") from error
