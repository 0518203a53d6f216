"""The pages of communities: who speaks which way, how many they are, and which items speak to them."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from ninefold.content import queries as content
from ninefold.content.types import Item
from ninefold.context import queries as context
from ninefold.context.actions import infer_again
from ninefold.culture import actions
from ninefold.culture import queries as culture
from ninefold.culture.types import Community
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput
from ninefold.web.studio.communities.forms import CommunityForm
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import EVERYONE, takes


@dataclass(frozen=True, slots=True)
class Spoken:
    """A community with the items that have a variant in its tag, and those meant for it that fall back on another."""

    community: Community
    written: tuple[Item, ...]
    missing: tuple[Item, ...]


@require_GET
@takes(EVERYONE)
def index(request: HttpRequest) -> HttpResponse:
    """All communities with what is written for them; the counts of people arrive by themselves."""
    items = content.items()
    spoken = [_spoken(community, items) for community in culture.communities()]
    may_edit = actor_of(request).may(Permission.CHARTER_EDIT)
    return render(request, "studio/communities/index.html", {"spoken": spoken, "may_edit": may_edit})


def _spoken(community: Community, items: list[Item]) -> Spoken:
    def has(item: Item) -> bool:
        return any(variant.content.tag.lower() == community.tag.lower() for variant in item.variants)

    meant = [item for item in items if item.variants and (not item.audience or community.key in item.audience)]
    return Spoken(
        community=community,
        written=tuple(item for item in items if has(item)),
        missing=tuple(item for item in meant if not has(item)),
    )


@require_GET
@takes(EVERYONE)
def count(request: HttpRequest, key: str) -> HttpResponse:
    """How many people belong to a community now, as a fragment."""
    people = context.member_count({"community": key}, now=clock.now_us())
    return render(request, "studio/segments/count.html", {"count": people})


@require_http_methods(["GET", "POST"])
@takes(Permission.CHARTER_EDIT)
def create(request: HttpRequest) -> HttpResponse:
    """The form of a new community."""
    return _form(request, None)


@require_http_methods(["GET", "POST"])
@takes(Permission.CHARTER_EDIT)
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """The form of a community that stands; its key stays."""
    return _form(request, culture.community(key))


def _form(request: HttpRequest, present: Community | None) -> HttpResponse:
    form = CommunityForm(request.POST or None, present=present)
    if request.method == "POST" and form.is_valid():
        try:
            community = _saved(request, form.community(), is_new=present is None)
        except BadInput as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"“{community.name}” is saved. Write for it under Content.")
            return redirect("communities:index")
    found = {"form": form, "community": present}
    return render(request, "studio/communities/form.html", found, status=422 if form.errors else 200)


def _saved(request: HttpRequest, community: Community, *, is_new: bool) -> Community:
    """Store a community; one that stands is not overwritten by a new one of its key."""
    if is_new and any(community.key == other.key for other in culture.communities()):
        raise BadInput("community_taken", f"There is a community {community.key} already. Choose another name or key.")
    before = [one.topics for one in culture.communities() if one.key == community.key]
    with transaction.atomic():
        saved = actions.save_community(actor=actor_of(request), community=community)
        old = before[0] if before else ()
        infer_again(sorted({*saved.topics} ^ {*old}))
    return saved
