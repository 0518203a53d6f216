"""Renditions: a published item for a person, a draft for a persona, and what senders compile once per variant."""

from collections.abc import Callable
from functools import lru_cache

from ninefold.adapt import personview
from ninefold.adapt.errors import DoesNotFit
from ninefold.adapt.fit import Fitted, fit
from ninefold.adapt.formfactors import form_factor as form_factor_of
from ninefold.adapt.letter import CompiledLetter, compile_letter
from ninefold.adapt.letterpage import IMAGE_WIDTH, LOGO_WIDTH, Letterhead
from ninefold.adapt.personas import Persona
from ninefold.adapt.placeholders import Values
from ninefold.adapt.texts import CompiledText
from ninefold.adapt.types import FormFactor, Layout, Link, Rendition
from ninefold.content import queries as content
from ninefold.content.types import FitProblem, ImageFile, Item, Variant, VariantContent
from ninefold.context.types import Person
from ninefold.culture import queries as culture
from ninefold.culture.types import Company
from ninefold.kernel import settings

COMPILED_MAX = 2_000
Links = Callable[[str, str], str]


class Compiled:
    """A variant in one form factor, compiled once: fill it with `values_of(person)` and the addresses of `links`."""

    __slots__ = ("_made", "form_factor", "links", "tag", "variant_id")

    def __init__(self, made: CompiledLetter | CompiledText, form_factor: FormFactor, variant_id: int, tag: str) -> None:
        self._made = made
        self.form_factor = form_factor
        self.links: tuple[Link, ...] = made.links
        self.variant_id = variant_id
        self.tag = tag

    def render(self, values: Values, links: list[str]) -> tuple[str, str, str]:
        """Subject or title, HTML ("" outside of mail) and text for one person. The quick way for senders.

        `links` are the tracked addresses of `self.links`, in order. DoesNotFit where one is longer than promised.
        """
        return self._made.render(values, links)

    @property
    def letter(self) -> CompiledLetter:
        """The same as a letter, where its form factor is one: the quickest way for senders of mail."""
        assert isinstance(self._made, CompiledLetter)
        return self._made

    def rendition(self, values: Values, links: list[str]) -> Rendition:
        """The same with all that a page shows of it."""
        subject, html, text = self._made.render(values, links)
        tracked = tuple(Link(url, link.label) for url, link in zip(links, self.links, strict=True))
        if isinstance(self._made, CompiledLetter):
            return self._letter(subject, html, text, self._made.preheader(values), tracked)
        fitted = self._made.fitted
        return Rendition(
            self.form_factor.key, self.variant_id, self.tag, subject, "", html, text, tracked, fitted.mode.count(text),
            fitted.mode.limit, self._made.note(subject, text), fitted.shortened, fitted.dropped,
        )  # fmt: skip

    def _letter(self, subject: str, html: str, text: str, preheader: str, links: tuple[Link, ...]) -> Rendition:
        used, limit = len(html.encode()), self.form_factor.limit
        note = f"{max(1, round(used / 1024))} KB of {limit // 1024}"
        return Rendition(
            self.form_factor.key, self.variant_id, self.tag, subject, preheader, html, text, links, used, limit, note,
            (), (),
        )  # fmt: skip


def render(item: Item, person: Person, form_factor: str, *, links: Links) -> Rendition:
    """A published item for one person, in the tongue they read. `links(url, label)` gives tracked addresses.

    Targets that Ninefold itself serves have reserved addresses: ninefold:unsubscribe, ninefold:preferences,
    ninefold:open, ninefold:poll/<block id>/<option, from 0>. Raise NotFound where no variant serves, DoesNotFit
    where a link is longer than its form factor allows.
    """
    variant = content.variant_for(item, person.tag, form_factor)
    made = compiled(variant, form_factor)
    return made.rendition(values_of(person), [links(link.url, link.label) for link in made.links])


def compiled(variant: Variant, form_factor: str) -> Compiled:
    """A published variant in a form factor, compiled once per revision in each process. Raise DoesNotFit.

    A letter is compiled anew when the company or its postal address is another.
    """
    kept, form = _kept(), form_factor_of(form_factor)
    key = (variant.id, form_factor)
    source = (variant.content, _letterhead() if form.layout is Layout.LETTER else None)
    found = kept.get(key)
    if found is None or found[0] != source:
        if len(kept) >= COMPILED_MAX:
            kept.clear()
        made = _compile(variant.content, form, variant.id)
        if not isinstance(made, Compiled):
            raise DoesNotFit(" ".join(problem.message for problem in made), made)
        found = kept[key] = (source, made)
    return found[1]


def preview(
    variant: VariantContent, persona: Persona, form_factor: str, *, links: Links | None = None
) -> Rendition | list[FitProblem]:
    """A draft for a persona, or why it does not fit. Links are stand-ins unless `links` are given."""
    made = _compile(variant, form_factor_of(form_factor), 0)
    if not isinstance(made, Compiled):
        return list(made)
    addresses = [links(link.url, link.label) if links else stand_in(index) for index, link in enumerate(made.links)]
    return made.rendition(values_of(persona.person), addresses)


def stand_in(index: int) -> str:
    """An address that leads nowhere, as short as a tracked one may be, for previews."""
    return f"https://n9.example/a{index + 1}"


def values_of(person: Person, company: str = "") -> Values:
    """What the placeholders of any rendition are filled from, for one person.

    `company` is its name, which senders of many ask for once.
    """
    return personview.values(person, company or culture.company().name)


def _compile(variant: VariantContent, form_factor: FormFactor, variant_id: int) -> Compiled | tuple[FitProblem, ...]:
    fitted = fit(variant, form_factor)
    if not isinstance(fitted, Fitted):
        return fitted
    if form_factor.layout is not Layout.LETTER:
        return Compiled(CompiledText(fitted), form_factor, variant_id, variant.tag)
    company = culture.company()
    logo = _image(company.logo_id, LOGO_WIDTH) if company.logo_id else None
    letter = compile_letter(variant, form_factor, Letterhead(company.name, _image, _imprint(company), logo))
    return Compiled(letter, form_factor, variant_id, variant.tag)


def _imprint(company: Company) -> str:
    """The legal line of every letter: who writes, and from where. "" while the charter has no address."""
    address = culture.charter().postal_address
    return f"{company.name}, {address}" if address else ""


def _letterhead() -> tuple[Company, str]:
    """What a compiled letter holds of the company."""
    company = culture.company()
    return company, _imprint(company)


def _image(image_id: int, width: int = IMAGE_WIDTH) -> ImageFile | None:
    """An image with an address that the whole world can open."""
    file = content.image(image_id, width=width)
    if file is None or "://" in file.path:
        return file
    return ImageFile(settings.current().public_url + file.path, file.width, file.height, file.alt)


@lru_cache(maxsize=1)
def _kept() -> dict[tuple[int, str], tuple[tuple[VariantContent, tuple[Company, str] | None], Compiled]]:
    """What this process has compiled, with content and letterhead it was compiled from: a new one takes its place."""
    return {}
