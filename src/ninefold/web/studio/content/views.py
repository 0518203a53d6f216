"""The pages of content beside the editor: the list with its coverage, and the contact sheet of an item."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ninefold.adapt.formfactors import form_factors
from ninefold.content import authorship
from ninefold.content.comments import queries as comments
from ninefold.content.experts import queries as experts
from ninefold.content.feeds import queries as feeds
from ninefold.content.languagemodel import asking
from ninefold.content.lookup import best_tag
from ninefold.content.schedule import queries as schedule
from ninefold.content.schedule.queries import Happening
from ninefold.content.types import Request, RequestState, VariantContent
from ninefold.content.versions import queries as versions
from ninefold.culture import queries as culture
from ninefold.culture import tags
from ninefold.culture.types import Community
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Permission
from ninefold.web.studio.content import library, preview, quality, readers, rows, sheet
from ninefold.web.studio.content.coverage import Spoken, coverage, people_by_community
from ninefold.web.studio.content.landing import write_address
from ninefold.web.studio.content.reasons import reasons
from ninefold.web.studio.shell import tongues
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import EVERYONE, takes
from ninefold.web.studio.versions import people

FACTS = 4


@require_GET
@takes(EVERYONE)
def index(request: HttpRequest) -> HttpResponse:
    """All items: what they are about, in which tongues, who falls back, which form factors they fit."""
    communities, people = culture.communities(), people_by_community()
    search = request.GET.get("q", "").strip().replace("\x00", "")[:100]
    found = [
        (
            item,
            _written(item, communities),
            _spoken(item, communities, people),
            _meant(item),
        )
        for item in rows.item_rows(search)
    ]
    context = {
        "found": found,
        "has_feeds": bool(feeds.feeds()),
        "origins": feeds.origins([item.pk for item, *_ in found]),
        "search": search,
        "may_edit": actor_of(request).may(Permission.CONTENT_EDIT),
        "experts_waiting": experts.came_in_count(),
    }
    return render(request, "studio/content/index.html", context)


def _spoken(item: rows.ItemRow, communities: Sequence[Community], people: dict[str, int]) -> list[Spoken]:
    """What each community that an item is for reads of it."""
    return coverage(item.tags, item.default_tag, communities, people, item.audience)


def _written(item: rows.ItemRow, communities: Sequence[Community]) -> list[tuple[rows.VariantRow, str, str]]:
    """The variants, each with whom it is for and the form factor of its own, if any, by name."""
    return [
        (one, tongues.name_of(one.tag, item.default_tag, communities), _form_name(one.form_factor))
        for one in item.variants
    ]


def _form_name(key: str) -> str:
    known = form_factors()
    return known[key].name if key in known else key


def _meant(item: rows.ItemRow) -> list[tuple[str, str]]:
    """The form factors that an item is meant for, by name, and how it stands in each."""
    return [(_form_name(key), item.standing(key)) for key in item.form_factors]


@require_GET
@takes(EVERYONE)
def contact_sheet(request: HttpRequest, item_id: int) -> HttpResponse:
    """One item in every form factor for one tag and persona."""
    item = rows.item_row(item_id)
    spoken = _spoken(item, culture.communities(), people_by_community())
    known = {tag.lower(): tag for tag in (*item.tags, *(row.community.tag for row in spoken))}
    tag = known.get(request.GET.get("tag", "").lower(), item.default_tag)
    actor = actor_of(request)
    reader = readers.reader(actor, request.GET.get("persona", ""), tag)
    readers.look(actor, reader, item_id=item.pk, title=item.title)
    wanted = tag
    if readers.is_real(reader):  # shown what they would get, whichever version was open
        wanted, tag = reader.person.tag, best_tag(reader.person.tag, item.tags, item.default_tag) or tag
    contents = rows.contents([variant.pk for variant in item.variants])
    frames = sheet.frames(item, contents, wanted, reader)
    own = next((variant for variant in item.variants if variant.tag == tag), None)
    lacking, planned = sheet.gaps_of(item, contents, frames), schedule.entries(now=clock.now_us(), item_id=item_id)
    context = {
        "item": item,
        "public_url": settings.current().public_url,
        "origin": feeds.origins([item.pk]).get(item.pk),
        "tag": tag,
        "tongue": tongues.name_of(tag, item.default_tag, [row.community for row in spoken]),
        "tabs": sheet.tabs(item, spoken, tag),
        "frames": frames,
        "awaited": any(preview.is_awaited(frame.shown) for frame in frames if frame.shown),
        "has_examples": any(frame.shown.stood_in for frame in frames if frame.shown),
        "meant": [_form_name(key) for key in item.form_factors],
        "drafts": list({row.pk: row for frame in frames if (row := frame.variant) and row.state != "live"}.values()),
        "gaps": lacking,
        "may_publish": actor.may(Permission.CONTENT_PUBLISH) and _can_go_out(own, lacking, planned),
        "facts": item.facts[:FACTS],
        "personas": readers.readers(actor, tag, reader),
        "reader": reader,
        "is_real": readers.is_real(reader),
        "reasons": reasons(item, reader, _shown_in(frames, contents)) if item.variants else None,
        "company": culture.company().name,
        "reads": _reads(item, reader.person.tag, tag, spoken),
        "beginnings": library.beginnings() if not item.variants and actor.may(Permission.CONTENT_EDIT) else (),
        "write_at": write_address(item.pk, item.default_tag),
        "own": own,
        "own_reads": _quality(item, own, contents) if own else None,
        "spoken_by": _spoken_by(spoken, tag),
        "may_edit": actor.may(Permission.CONTENT_EDIT),
        "said_by_experts": _said_by_experts(item_id) if actor.may(Permission.CONTENT_EDIT) else [],
        "wrote": _wrote(own) if own and actor.may(Permission.CONTENT_EDIT) else None,
        "comments": comments.open_counts([own.pk]).get(own.pk, 0) if own else 0,
        "audience": [one.name for one in culture.communities() if one.key in item.audience],
        "bylines": _bylines(item_id),
        "planned": planned,
        "has_model": asking.is_on(),
        "may_send": actor.may(Permission.CAMPAIGN_EDIT) and any(variant.is_live for variant in item.variants),
        "may_read": actor.may(Permission.PERSON_READ),
        "letter": next((frame for frame in frames if frame.form_factor.key == "mail"), None),
    }
    return render(request, "studio/content/sheet.html", context)


def _can_go_out(own: rows.VariantRow | None, lacking: sheet.Lacking, planned: Sequence[schedule.Entry]) -> bool:
    """Whether a version has a draft that nobody reviews, that lacks nothing, and that is not to go out by itself."""
    if own is None or own.state not in {"draft", "live + draft"}:
        return False
    goes_out = any(one.variant_id == own.pk and one.happening is Happening.GOES_OUT for one in planned)
    return not goes_out and all(row != own for row, _ in lacking)


def _shown_in(frames: Sequence[sheet.Frame], contents: dict[int, VariantContent]) -> VariantContent:
    """What the first frame says that says something."""
    return next((contents[frame.variant.pk] for frame in frames if frame.variant), next(iter(contents.values())))


def _bylines(item_id: int) -> list[str]:
    """Experts whose words an item was made of."""
    return list(dict.fromkeys(one.expert.byline for one in experts.requests_used_in(item_id=item_id)))


def _wrote(own: rows.VariantRow) -> list[tuple[people.Named, str]]:
    """Who wrote which share of a version's words."""
    return people.shares(authorship.shares(versions.written(own.pk)), people.names())


def _said_by_experts(item_id: int) -> list[Request]:
    """What experts said to the drafts of an item, put beside them or not yet looked at."""
    shown = (RequestState.COMMENT, RequestState.ANSWERED)
    return [one for one in experts.requests_about(item_id=item_id) if one.state in shown]


def _spoken_by(spoken: Sequence[Spoken], tag: str) -> Community | None:
    """The community whose tag it is, where it now reads a version of its own language in other words."""
    return next(
        (
            row.community for row in spoken
            if row.community.tag.lower() == tag.lower() and tags.language(row.reads) == tags.language(tag)
        ),
        None,
    )  # fmt: skip


def _quality(item: rows.ItemRow, own: rows.VariantRow, contents: dict[int, VariantContent]) -> quality.Shown:
    return quality.shown(
        contents[own.pk], variant_id=own.pk, item_id=item.pk, item_facts=item.facts, has_end=item.has_end
    )


def _reads(item: rows.ItemRow, own: str, shown: str, spoken: Sequence[Spoken]) -> tuple[str, str] | None:
    """The tag and the name of the version that a reader would get, where it is another than the one shown."""
    tag = best_tag(own, item.tags, item.default_tag)
    if not item.variants or tag == best_tag(shown, item.tags, item.default_tag):
        return None
    return tag, tongues.name_of(tag, item.default_tag, [row.community for row in spoken])
