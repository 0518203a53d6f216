"""Renditions: a published item for a person, a draft for a persona, and what senders compile once per variant."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from ninefold.adapt import listeners, ownwords, personview, pictures, things
from ninefold.adapt.errors import DoesNotFit
from ninefold.adapt.fit import Fitted, fit, prove, wrong_in
from ninefold.adapt.formfactors import form_factor as form_factor_of
from ninefold.adapt.letter import CompiledLetter, compile_letter
from ninefold.adapt.letterpage import Letterhead
from ninefold.adapt.living import QUESTION, THING, spoken
from ninefold.adapt.personas import Persona
from ninefold.adapt.placeholders import NO_THINGS, Values
from ninefold.adapt.texts import CompiledText
from ninefold.adapt.things import Previewed
from ninefold.adapt.types import FormFactor, Layout, Link, Rendition, Thing
from ninefold.content import living, plain
from ninefold.content import queries as content
from ninefold.content.types import FitProblem, ImageFile, Item, Reference, Variant, VariantContent
from ninefold.context import queries as context
from ninefold.context.types import Person
from ninefold.culture import queries as culture
from ninefold.culture.types import Company
from ninefold.kernel import clock

COMPILED_MAX = 2_000
Links = Callable[[str, str], str]
# Variant, revision, form, blocks whose thing is gone, plain, the reader's own words.
Made = tuple[int, int, str, frozenset[str], bool, ownwords.Choices]
_Source = tuple[VariantContent, "_Letterhead | None"]


@dataclass(frozen=True, slots=True)
class _Letterhead:
    """What a compiled letter holds besides its text: who writes, and the files that it shows."""

    company: Company
    imprint: str
    day: ImageFile | None
    night: ImageFile | None
    images: Mapping[int, ImageFile]


class Compiled:
    """A variant in one form factor, compiled once: fill it with `values_of(person)` and the addresses of `links`."""

    __slots__ = ("_made", "form_factor", "gone", "links", "tag", "variant_id")

    def __init__(  # what it is, and of what
        self,
        made: CompiledLetter | CompiledText,
        form_factor: FormFactor,
        variant_id: int,
        tag: str,
        gone: frozenset[str] = frozenset(),
    ) -> None:
        """`gone` are the ids of the blocks whose alternate is said."""
        self._made = made
        self.gone = gone
        self.form_factor = form_factor
        self.links: tuple[Link, ...] = made.links
        self.variant_id = variant_id
        self.tag = tag

    def render(self, values: Values, links: list[str]) -> tuple[str, str, str]:
        """Subject or title, HTML ("" outside of mail) and text for one person. The quick way for senders.

        `links` are the tracked addresses of `self.links`, in order. DoesNotFit where one is longer than promised.
        """
        return self._made.render(values, links)

    def says(self, things: Mapping[Reference, Thing]) -> tuple[dict[str, str], set[Reference]]:
        """What its living blocks say, for `values_of`; and the things that cannot be said here."""
        return self._made.saying.of(things)

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
            fitted.mode.limit, self._made.note(subject, text), fitted.shortened, fitted.dropped, tuple(self.gone),
        )  # fmt: skip

    def _letter(self, subject: str, html: str, text: str, preheader: str, links: tuple[Link, ...]) -> Rendition:
        used, limit = len(html.encode()), self.form_factor.limit
        note = f"{max(1, round(used / 1024))} KB of {limit // 1024}"
        return Rendition(
            self.form_factor.key, self.variant_id, self.tag, subject, preheader, html, text, links, used, limit, note,
            (), (), tuple(self.gone),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Showing:
    """A variant compiled for the things that are there, and what its living blocks say of them (for `values_of`)."""

    compiled: Compiled
    said: Mapping[str, str]


def render(item: Item, person: Person, form_factor: str, *, links: Links) -> Rendition:
    """A published item for one person, in the tongue they read. `links(url, label)` gives tracked addresses.

    Targets that Ninefold itself serves have reserved addresses: ninefold:unsubscribe, ninefold:preferences,
    ninefold:open, ninefold:poll/<block id>/<option, from 0>, ninefold:question (what the message is about). Raise
    NotFound where no variant serves, DoesNotFit where a link is longer than its form factor allows.
    """
    variant = content.variant_for(item, person.tag, form_factor)
    there = things.shared(things.asked([variant.content]), now=clock.now_us())
    own = ownwords.choices(variant.content, context.own_words([person]).get(person.id, ()))
    shown = showing(variant, form_factor, there, tag=person.tag, own=own)
    targets = [target(link, there) for link in shown.compiled.links]
    return shown.compiled.rendition(values_of(person, things=shown.said), [links(t.url, t.label) for t in targets])


def showing(
    variant: Variant,
    form_factor: str,
    there: Mapping[Reference, Thing],
    kept: dict[Made, Compiled] | None = None,
    *,
    tag: str = "",
    own: ownwords.Choices = ownwords.NONE,
) -> Showing:
    """A published variant compiled for the things that are there; alternates stand in for all others.

    Readers of a plain `tag` get its plain forms, all get their `own` words where these fit. What cannot be said whole
    in this form factor is as good as gone. `kept` is what the caller's batch has compiled: for the same batch nobody
    asks again whether the company has another name. Raise DoesNotFit.
    """
    made = {} if kept is None else kept
    is_plain = plain.for_reader(variant.content, tag) is not variant.content

    def compile_it(gone: frozenset[str]) -> Compiled:
        key = (variant.id, variant.revision_id, form_factor, gone, is_plain, own)
        if key not in made:
            made[key] = compiled(variant, form_factor, gone, is_plain=is_plain, own=own)
        return made[key]

    return _showing(variant.content, there, compile_it)


def _showing(
    variant: VariantContent, there: Mapping[Reference, Thing], compile_it: Callable[[frozenset[str]], Compiled]
) -> Showing:
    blocks = living.blocks_of(variant)
    gone = frozenset(block.id for block in blocks if living.reference(block) not in there)
    made = compile_it(gone)
    if not blocks:
        return Showing(made, NO_THINGS)
    said, failing = made.says(there)
    while failing:
        gone |= {block.id for block in blocks if living.reference(block) in failing}
        made = compile_it(gone)
        said, failing = made.says(there)
    return Showing(made, said)


def target(link: Link, there: Mapping[Reference, Thing]) -> Link:
    """Where a link of a rendition leads: the reserved one of a living block to its thing, all others as they are."""
    if not link.url.startswith(THING):
        return link
    name = unquote(link.url.removeprefix(THING))
    thing = next(thing for one, thing in there.items() if one.name == name)
    return Link(thing.url, link.label)


def compiled(
    variant: Variant,
    form_factor: str,
    gone: frozenset[str] = frozenset(),
    *,
    is_plain: bool = False,
    own: ownwords.Choices = ownwords.NONE,
) -> Compiled:
    """A published variant in a form factor, compiled once per revision in each process. Raise DoesNotFit.

    Of the living blocks in `gone` the alternate is said; with `is_plain` its plain forms are, and a reader's `own`
    words where the variant fits with them. A letter is compiled anew when the company, its postal address or a file of
    an image is another.
    """
    kept, form = _kept(), form_factor_of(form_factor)
    key = (variant.id, form_factor, gone, is_plain, own)
    said = plain.said(variant.content) if is_plain else variant.content
    said = _in_own_words(said, own, form, gone)
    source = (said, _letterhead(said) if form.layout is Layout.LETTER else None)
    found = kept.get(key)
    if found is None or found[0] != source:
        if len(kept) >= COMPILED_MAX:
            kept.clear()
        made = _compile(said, form, variant.id, gone, source[1])
        if not isinstance(made, Compiled):
            raise DoesNotFit(" ".join(problem.message for problem in made), made)
        found = kept[key] = (source, made)
    return found[1]


def _in_own_words(
    variant: VariantContent, own: ownwords.Choices, form: FormFactor, gone: frozenset[str]
) -> VariantContent:
    """The variant in a reader's own words; as it is where it would not fit with them, or where all read it."""
    if form.is_for_all:
        return variant
    changed, _ = ownwords.said(variant, own)
    return changed if changed is variant or _fits(changed, form, gone) else variant


@lru_cache(maxsize=500)
def _fits(variant: VariantContent, form: FormFactor, gone: frozenset[str]) -> bool:
    return isinstance(fit(variant, form, gone), Fitted)


def preview(
    variant: VariantContent,
    persona: Persona,
    form_factor: str,
    *,
    links: Links | None = None,
    shown: Previewed | None = None,
    head: tuple[Company, str] | None = None,
) -> Rendition | list[FitProblem]:
    """A draft for a persona, or why it does not fit. Links are stand-ins unless `links` are given. Of a persona, a form
    factor that speaks to all takes no more than the language.

    `head` are a company and its legal line that are only tried out; without it those that hold.

    `shown` are the things it shows, where they are known already; stand-ins take the places of those that are gone.
    """
    form = form_factor_of(form_factor)
    proved = prove(variant, form)
    if not isinstance(proved, Fitted):
        return list(proved)
    variant = plain.for_reader(variant, persona.person.tag)
    own = ownwords.choices(variant, context.own_words([persona.person]).get(persona.person.id, ()))
    if own and not form.is_for_all and isinstance(prove(changed := ownwords.said(variant, own)[0], form), Fitted):
        variant = changed
    there = (shown or things.previewed(variant, persona.person, now=clock.now_us())).things
    drawn = _letterhead(variant, head) if form.layout is Layout.LETTER else None
    found = _showing(variant, there, lambda gone: _certainly(_compile(variant, form, 0, gone, drawn)))
    made, given = found.compiled, [_previewed(target(link, there), there) for link in found.compiled.links]
    addresses = [links(link.url, link.label) if links else stand_in(index) for index, link in enumerate(given)]
    return made.rendition(values_of(persona.person, things=found.said), addresses)


def _previewed(link: Link, there: Mapping[Reference, Thing]) -> Link:
    """A preview is about no question: its link leads where its example does."""
    return Link(there[things.OF_MESSAGE].url, link.label) if link.url == QUESTION else link


def _certainly(made: Compiled | tuple[FitProblem, ...]) -> Compiled:
    assert isinstance(made, Compiled), "it was proved to fit whatever is gone"
    return made


def stand_in(index: int) -> str:
    """An address that leads nowhere, as short as a tracked one may be, for previews."""
    return f"https://n9.example/a{index + 1}"


def values_of(person: Person, company: str = "", things: Mapping[str, str] = NO_THINGS) -> Values:
    """What the placeholders of any rendition are filled from, for one person.

    `company` is its name, which senders of many ask for once; `things` is what `Showing` says.
    """
    return personview.values(person, company or culture.company().name, things)


def _compile(  # what, how, and who writes
    variant: VariantContent,
    form_factor: FormFactor,
    variant_id: int,
    gone: frozenset[str] = frozenset(),
    head: _Letterhead | None = None,
) -> Compiled | tuple[FitProblem, ...]:
    if form_factor.layout is Layout.LETTER:
        wrong = wrong_in(variant, form_factor, gone)
        return wrong or _letter(spoken(variant, gone), form_factor, variant_id, gone, head)
    gone = listeners.gone(variant, form_factor, gone)
    fitted = fit(variant, form_factor, gone)
    if not isinstance(fitted, Fitted):
        return fitted
    return Compiled(CompiledText(fitted, variant.tag), form_factor, variant_id, variant.tag, gone)


def _letter(  # what, how, and who writes
    variant: VariantContent,
    form_factor: FormFactor,
    variant_id: int,
    gone: frozenset[str],
    head: _Letterhead | None,
) -> Compiled:
    """A letter that was proved to fit, through MJML once."""
    letter = compile_letter(variant, form_factor, _drawn(head or _letterhead(variant)))
    return Compiled(letter, form_factor, variant_id, variant.tag, gone)


def _drawn(head: _Letterhead) -> Letterhead:
    """What stands above and below a letter of the company, and the images in it."""
    company = head.company
    return Letterhead(
        company.name, head.images.get, head.imprint, head.day, company.legal_links, company.brand, head.night
    )


def logo(company: Company, *, is_dark: bool = False) -> ImageFile | None:
    """The company's logo with an address that the whole world can open; None without one (for dark ground), or while
    it is being made ready."""
    found = pictures.logo(company.brand.dark_logo_id if is_dark else company.logo_id)
    return pictures.open_to_all(found) if found else None


def _imprint(company: Company) -> str:
    """The legal line of every letter: who writes, and from where. "" while the charter has no address."""
    address = culture.charter().postal_address
    return f"{company.name}, {address}" if address else ""


def _letterhead(variant: VariantContent, head: tuple[Company, str] | None = None) -> _Letterhead:
    """What a compiled letter holds besides its text, as it stands now; `head` is what is only tried out."""
    company, imprint = head or _company()
    day = logo(company)
    night = logo(company, is_dark=True) if day else None
    return _Letterhead(company, imprint, day, night, pictures.of_letter(variant))


def _company() -> tuple[Company, str]:
    company = culture.company()
    return company, _imprint(company)


@lru_cache(maxsize=1)
def _kept() -> dict[tuple[int, str, frozenset[str], bool, ownwords.Choices], tuple[_Source, Compiled]]:
    """What this process has compiled, with content and letterhead it was compiled from: a new one takes its place."""
    return {}
