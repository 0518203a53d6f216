"""The contact sheet: one item for one tag in every form factor, and the tabs of all tags it could speak in."""

from collections.abc import Sequence
from dataclasses import dataclass

from ninefold.adapt.formfactors import form_factors
from ninefold.adapt.personas import Persona
from ninefold.adapt.problems import of_authoring
from ninefold.adapt.things import Previewed
from ninefold.adapt.types import FormFactor
from ninefold.content import gaps
from ninefold.content.types import FitProblem, VariantContent
from ninefold.web.studio.content import preview
from ninefold.web.studio.content.coverage import Spoken
from ninefold.web.studio.content.landing import Mending, mendings
from ninefold.web.studio.content.preview import Shown
from ninefold.web.studio.content.rows import ItemRow, VariantRow
from ninefold.web.studio.shell import tongues


@dataclass(frozen=True, slots=True)
class Tab:
    """One tag of the sheet. `people` is None where nobody counts; `missing` where the item does not speak it, with the
    name of the version that is read there instead, "" while nothing is written (`falls_back_on`); `is_draft` where what
    it says there is not published."""

    tag: str
    name: str
    people: int | None
    missing: bool
    falls_back_on: str
    is_draft: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """One form factor of the sheet: the variant it shows and what became of it; neither where nothing is written.

    `is_held` where what is wrong with the variant is wrong in every form factor, so that it is said once for all.
    """

    form_factor: FormFactor
    variant: VariantRow | None
    shown: Shown | None
    is_required: bool
    is_held: bool


def tabs(item: ItemRow, spoken: Sequence[Spoken], current: str) -> list[Tab]:
    """The default first, then every written tag, then the communities that fall back."""
    by_tag = {row.community.tag.lower(): row for row in spoken}
    written = [tag for tag in item.tags if tag != item.default_tag]
    missing = [row.community.tag for row in spoken if row.falls_back]
    ordered = list(dict.fromkeys([item.default_tag, *written, *missing]))
    names = {tag: tongues.name_of(tag, item.default_tag, [row.community for row in spoken]) for tag in ordered}
    return [
        _tab(tag, item, by_tag.get(tag.lower()), names, is_current=tag.lower() == current.lower()) for tag in ordered
    ]


def _tab(tag: str, item: ItemRow, spoken: Spoken | None, names: dict[str, str], *, is_current: bool) -> Tab:
    is_missing = tag not in item.tags
    is_draft = not is_missing and not any(one.is_live for one in item.variants if one.tag == tag)
    falls_back_on = names.get(spoken.reads, spoken.reads) if is_missing and spoken else ""
    return Tab(tag, names[tag], spoken.people if spoken else None, is_missing, falls_back_on, is_draft, is_current)


def frames(item: ItemRow, contents: dict[int, VariantContent], wanted: str, reader: Persona) -> list[Frame]:
    """The item in every form factor for a reader of `wanted`, those it is meant for first, drafts as they stand."""
    things = {pk: preview.shown_things(content, reader) for pk, content in contents.items()}
    in_order = sorted(form_factors().values(), key=lambda one: one.key not in item.form_factors)
    return [_frame(item, contents, wanted, reader, form_factor, things) for form_factor in in_order]


Lacking = list[tuple[VariantRow, list[Mending]]]


def gaps_of(item: ItemRow, contents: dict[int, VariantContent], frames: Sequence[Frame]) -> Lacking:
    """What is wrong or not written in each variant that is shown, whatever the form factor, with the way to it."""
    shown = {frame.variant.pk: frame.variant for frame in frames if frame.variant}
    found = [(row, mendings(_wrong(contents[pk], item), pk, item.pk)) for pk, row in shown.items()]
    return [(row, lacking) for row, lacking in found if lacking]


def _wrong(content: VariantContent, item: ItemRow) -> tuple[FitProblem, ...]:
    return (*of_authoring(content), *gaps.find(content, item.facts))


def _frame(  # noqa: PLR0917  # what is shown, of what, to whom
    item: ItemRow,
    contents: dict[int, VariantContent],
    wanted: str,
    reader: Persona,
    form_factor: FormFactor,
    things: dict[int, Previewed],
) -> Frame:
    variant = preview.sheet_variant(item.variants, item.default_tag, wanted, form_factor.key)
    shown = preview.shown(contents[variant.pk], reader, form_factor, things[variant.pk]) if variant else None
    is_held = bool(variant and of_authoring(contents[variant.pk]))
    return Frame(form_factor, variant, shown, is_required=form_factor.key in item.form_factors, is_held=is_held)
