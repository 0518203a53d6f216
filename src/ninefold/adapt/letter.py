"""The letter: a variant as mail, compiled once; then only holes are filled, for each person."""

from ninefold.adapt import lettertext, living, wording
from ninefold.adapt.errors import DoesNotFit
from ninefold.adapt.filling import Piece, Sheet, in_html
from ninefold.adapt.letterpage import Letterhead, Page
from ninefold.adapt.modes import GRAPHEMES
from ninefold.adapt.phrases import phrases
from ninefold.adapt.placeholders import Values
from ninefold.adapt.types import FormFactor
from ninefold.content.types import FitProblem, ImageFile, VariantContent
from ninefold.culture import social
from ninefold.culture.types import Brand

_LONGEST_IMAGE = ImageFile("x" * 400, 4_000, 4_000, "x" * 600)  # an address and a title as long as can be
_UTF8_BYTES_MAX = 4
_IMPRINT_BYTES_MAX = 1_600  # company and address, escaped
_LEGAL_LINKS = (("privacy", "x" * 1_000), ("imprint", "x" * 1_000))  # addresses as long as can be, escaped
_LONGEST_BRAND = Brand(footer="x" * 1_000, social=("https://example.com/" + "x" * 980,) * 6)


class CompiledLetter:
    """One variant as mail, ready to be filled. `links` are the targets, in the order in which values are handed in.

    `html` is the page with its holes, for who sends it many times; `saying` makes ready what its living blocks say.
    """

    __slots__ = (
        "_fixed_bytes", "_limit", "_preheader", "_sayers", "_subject", "_text", "html", "links", "saying",
        "worst_bytes",
    )  # fmt: skip

    def __init__(self, page: Page, html: list[Piece], lines: dict[str, list[Piece]]) -> None:
        register = page.register
        self._sayers = tuple(register.sayers)
        self.links = tuple(register.links)
        self.saying = living.Saying(living.holes(register.parts), page.mode, page.tag)
        holes = len(self._sayers)
        self.html = Sheet(html, holes)
        self._subject, self._preheader, self._text = (
            Sheet(lines[name], holes) for name in ("subject", "preheader", "text")
        )
        self._limit = page.form_factor.limit
        self._fixed_bytes = len(self.html.fixed.encode())
        self.worst_bytes = self._fixed_bytes + page.worst_holes(self.html, holes)

    def render(self, values: Values, links: list[str]) -> tuple[str, str, str]:
        """Subject, HTML and plain text for one person; `links` are the tracked addresses of `self.links`, in order.

        Raise DoesNotFit where links are so much longer than promised that the page would be clipped.
        """
        subject, shown, text = self.words(values, links)
        return subject, self.html.fill(shown), text

    def words(self, values: Values, links: list[str]) -> tuple[str, list[str], str]:
        """The same with what `html` is to be filled with in place of the HTML."""
        said = [say(values) for say in self._sayers]
        shown = [*map(in_html, said), *map(in_html, links)]
        said += links
        self._check_size(shown)
        return self._subject.fill(said), shown, self._text.fill(said)

    def _check_size(self, shown: list[str]) -> None:
        characters = sum([len(shown[index]) for _, index in self.html.slots])
        if self._fixed_bytes + characters * _UTF8_BYTES_MAX <= self._limit:
            return
        taken = len(self.html.fill(shown).encode())
        if taken > self._limit:
            raise DoesNotFit(f"The letter would take {taken} of {self._limit} bytes: its links are too long.")

    def preheader(self, values: Values) -> str:
        """What inboxes show after the subject."""
        return self._preheader.fill([say(values) for say in self._sayers])


def compile_letter(variant: VariantContent, form_factor: FormFactor, letterhead: Letterhead) -> CompiledLetter:
    """Compile a variant that has been proved to fit. Raise PlaceholderRefused, or DoesNotFit for a fault in MJML."""
    page = Page(form_factor, letterhead, variant.tag)
    html = page.html(variant)
    register, words = page.register, phrases(variant.tag)
    colon = lettertext.colon(variant.tag)
    legal = [f"{words[name]}{colon} {url}\n" for name, url in letterhead.legal_links]
    text = lettertext.pieces(variant, register, page.mode, words, letterhead.imprint)
    lines = {
        "subject": lettertext.said(wording.read(" ".join(variant.subject.split())), register, GRAPHEMES),
        "preheader": lettertext.said(wording.read(" ".join(variant.preheader.split())), register, GRAPHEMES),
        "text": [
            *text,
            *legal,
            *_elsewhere(letterhead.brand),
        ],
    }
    return CompiledLetter(page, html, lines)


def _elsewhere(brand: Brand) -> list[Piece]:
    """The brand's foot as plain text."""
    pages = "".join(f"{name}: {url}\n" for name, url in social.named(brand.social))
    return [part for part in (f"\n{brand.footer}\n" if brand.footer else "", pages) if part]


def letter_problems(variant: VariantContent, form_factor: FormFactor) -> tuple[FitProblem, ...]:
    """Why a variant cannot be a letter; empty when it can. Counts the worst case of every placeholder and link."""
    found = _line_problems(variant, form_factor)
    taken = compile_letter(variant, form_factor, _longest_head()).worst_bytes
    if taken > form_factor.limit:
        longest = max(range(len(variant.blocks)), key=lambda index: len(variant.blocks[index].text))
        message = (
            f"The letter is {-(-(taken - form_factor.limit) // 1024)} KB too long for {form_factor.name}: it can take "
            f"{taken // 1024} KB, and {form_factor.limit // 1024} fit. "
            f"Shorten block {longest + 1}, the longest, or split the letter."
        )
        found.append(FitProblem(form_factor.key, variant.blocks[longest].id, message))
    return tuple(found)


def _longest_head() -> Letterhead:
    imprint = "x" * _IMPRINT_BYTES_MAX
    return Letterhead("x" * 60, _longest_image, imprint, _LONGEST_IMAGE, _LEGAL_LINKS, _LONGEST_BRAND, _LONGEST_IMAGE)


def _longest_image(_: int) -> ImageFile:
    return _LONGEST_IMAGE


def _line_problems(variant: VariantContent, form_factor: FormFactor) -> list[FitProblem]:
    found = []
    if not variant.subject.strip():
        found.append(FitProblem(form_factor.key, "", "Mail needs a subject. Write one.", "subject"))
    lines = (("subject", variant.subject, form_factor.title_limit),
             ("preheader", variant.preheader, form_factor.preheader_limit))  # fmt: skip
    for name, text, limit in lines:
        taken = wording.cost(wording.read(text), GRAPHEMES, form_factor.link_characters)
        if limit and taken > limit:
            over = f"The {name} is {taken - limit} characters too long for {form_factor.name}"
            found.append(
                FitProblem(form_factor.key, "", f"{over}: it can take {taken}, and {limit} fit. Shorten it.", name)
            )
        if wording.links(wording.read(text)):
            found.append(
                FitProblem(form_factor.key, "", f"The {name} of a mail cannot hold a link. Take it out.", name)
            )
    return found
