"""Preview as a person: an item in each form factor exactly as they would get it now, or why they would not."""

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ninefold.adapt import queries as adapt
from ninefold.adapt.formfactors import form_factors, frame_of
from ninefold.adapt.types import FormFactor, Rendition
from ninefold.catalyst.addresses import KINDS
from ninefold.content import queries as content
from ninefold.content.types import Item
from ninefold.context import queries as context
from ninefold.context.types import ConsentStatus, Person
from ninefold.culture import queries as culture
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import NinefoldError
from ninefold.pipeline.person import reading
from ninefold.web.numbers import whole
from ninefold.web.studio.content import readers
from ninefold.web.studio.content.preview import NO_PICTURES, Pictures, PreviewLinks, pictured
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes


@dataclass(frozen=True, slots=True)
class Frame:
    """One form factor: what the person would see, or why nothing can be shown; and why it would not be sent now."""

    form_factor: FormFactor
    rendition: Rendition | None
    problem: str
    held: str
    pictured: Pictures = NO_PICTURES

    @property
    def frame(self) -> str:
        """How it is drawn."""
        return frame_of(self.form_factor)


@require_GET
@takes(Permission.PERSON_READ)
def preview(request: HttpRequest, person_id: int) -> HttpResponse:
    """A published item as this person would get it."""
    person, items = context.person(person_id), [one for one in content.items() if one.variants]
    chosen = next((one for one in items if one.id == whole(request.GET.get("item"))), items[0] if items else None)
    if chosen:
        readers.look(actor_of(request), readers.as_reader(person), item_id=chosen.id, title=chosen.title)
    found = {
        "company": culture.company().name,
        "person": person,
        "first_name": reading.first_name(person),
        "items": items,
        "item": chosen,
        "frames": frames(chosen, person) if chosen else (),
    }
    return render(request, "studio/people/preview.html", found)


def frames(item: Item, person: Person) -> tuple[Frame, ...]:
    """The item in every form factor for one person."""
    held = {channel: _held(item, person, channel) for channel in {form.channel for form in form_factors().values()}}
    return tuple(_frame(item, person, form, held[form.channel]) for form in form_factors().values())


def _frame(item: Item, person: Person, form: FormFactor, held: str) -> Frame:
    if form.key not in item.form_factors:
        return Frame(form, None, f"“{item.title}” is not meant for it.", "")
    try:
        made = adapt.render(item, person, form.key, links=PreviewLinks())
    except NinefoldError as error:
        return Frame(form, None, error.message, "")
    shown = made.html.replace(f"{settings.current().public_url}/media/", "/media/")
    version = content.variant_for(item, person.tag, form.key).content
    return Frame(form, replace(made, html=shown), "", held, pictured(version, form))


def _held(item: Item, person: Person, channel: Channel) -> str:
    """Why nothing of this item would go to the person by a channel now; "" where nothing stands against it."""
    now, purpose = clock.now_us(), Purpose(item.purpose)
    if (item.valid_from and now < item.valid_from) or (item.valid_until and now >= item.valid_until):
        return "Its time has not come, or is over."
    if channel in KINDS and not person.address(KINDS[channel]):
        return f"No address for {channel.value} is known."
    said = context.consents_of([person], purpose, channel).get(person.id, ConsentStatus.NONE)
    if purpose is Purpose.SERVICE or said is ConsentStatus.GRANTED:
        return ""
    has = "withdrew" if said is ConsentStatus.WITHDRAWN else "never gave"
    return f"They {has} consent to {purpose.value} by {channel.value}."
