"""A new item: an empty page, or what the library has to start from, each shown as the letter that it is in the
company's brand and layout."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ninefold.adapt import queries as adapt
from ninefold.adapt.personas import STAND_INS
from ninefold.adapt.types import Rendition
from ninefold.content import actions as writing
from ninefold.content.layouts import queries as layouts
from ninefold.content.starters import Starter, library, placed, starters
from ninefold.content.types import Layout, VariantContent
from ninefold.culture import queries as culture
from ninefold.kernel import settings
from ninefold.kernel.actors import Permission
from ninefold.web.studio.content.landing import edit_address
from ninefold.web.studio.content.preview import PreviewLinks
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes

TAG = "en"  # the language that they are written in


@takes(Permission.CONTENT_EDIT)
@require_http_methods(["GET", "POST"])
def start_from(request: HttpRequest) -> HttpResponse:
    """Choose a page or an item; a copy of it opens in the editor as a draft of one's own."""
    offered = {"item": library(), "beginning": starters()}
    chosen = next((one for kind, all_ in offered.items() for one in all_ if one.key == request.POST.get(kind)), None)
    if chosen is not None:
        actor = actor_of(request)
        item = writing.create_item(actor=actor, title=chosen.name, purpose=chosen.purpose, default_tag=TAG)
        number = writing.create_variant(actor=actor, item_id=item.id, content=_whole(chosen))
        return redirect(edit_address(number))
    worn = _worn()
    items = [(one, _drawn(one, worn)) for one in library()]
    context = {"items": items, "beginnings": beginnings(), "worn": worn}
    return render(request, "studio/content/library.html", context)


def beginnings() -> list[tuple[Starter, str]]:
    """The beginnings with words left to write, each drawn as a letter."""
    worn = _worn()
    return [(one, _drawn(one, worn)) for one in starters()]


def _worn() -> Layout | None:
    default = layouts.default_id()
    return layouts.layout(default).layout if default else None


def _whole(one: Starter) -> VariantContent:
    """The item with the company's own addresses in its links."""
    site, public = f"https://{culture.company().domain}/", settings.current().public_url
    return placed(one.content(TAG, one.purpose), {"site": site, "community": f"{public}/community/"})


def _drawn(one: Starter, worn: Layout | None) -> str:
    found = adapt.preview(replace(_whole(one), layout=worn), STAND_INS[0], "mail", links=PreviewLinks())
    assert isinstance(found, Rendition), found
    return found.html.replace(f"{settings.current().public_url}/media/", "/media/")
