"""Every page that the addresses know, each with an address at which it stands in a small company.

A new address is found by itself. One with an id or a key in it says which in scenery; what is no page stands here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, reverse

from ninefold.web import assets
from ninefold.web.public import urls as public
from ninefold.web.studio import urls as studio

# Parts of a page, files, and addresses that only lead on; what answers to no GET is no page without being named.
NO_PAGE = frozenset({
    *("campaigns:case_pdf", "campaigns:finish", "campaigns:kept_plan", "campaigns:pause", "campaigns:reach"),
    *("campaigns:resume", "campaigns:start", "communities:count", "content:things", "forms:code", "goals:reached"),
    "lexicons:learnt", "content:coverage_map", "content:pages",
    "moving:refused",
    *("mailbox:html", "mailbox:source", "people:fullest", "segments:count", "sources:replays", "sources:tail"),
    *("square", "start:heard", "start:state", "start:to_mend"),
    *("public ", "public community", "public community/accept/<path:key>", "public community/answer/<path:key>"),
    *("public community/vote/<path:key>", "public rights/ask/<str:token>"),
    "public settings/data",
    *("public content.json", "public content.rss", "public content.atom", "public content.ics"),
    "public content/<uuid:uuid>.json",
    *("public brand.css", "public brand.json"),
    "public expert/<str:token>/picture/<int:image_id>",
})  # fmt: skip
# What the rooms' pages lead to in the editor's own shell.
OF_THE_SHELL = (
    "wagtailadmin_account", "wagtailimages:index", "wagtailimages:add", "wagtailimages:edit",
    "wagtailsnippets_content_contentitem:add", "wagtailsnippets_content_contentitem:edit",
    "wagtailsnippets_content_contentitem:delete", "wagtailsnippets_content_contentitem:history",
    "wagtailsnippets_content_variant:add", "wagtailsnippets_content_variant:copy",
    "wagtailsnippets_content_variant:delete", "wagtailsnippets_content_variant:edit",
    "wagtailsnippets_content_variant:history", "wagtailsnippets_content_variant:unpublish",
    "wagtailsnippets_content_variant:usage", "wagtailadmin_workflows:index", "wagtailadmin_workflows:task_index",
    "wagtailusers_users:add", "wagtailusers_users:delete", "wagtailusers_users:edit", "wagtailusers_users:index",
)  # fmt: skip
_PLACE = re.compile(r"<\w+:(\w+)>")


@dataclass(frozen=True, slots=True)
class Known:
    """An address as the configuration knows it: its name (of the public pages their route) and what it asks for."""

    name: str
    route: str
    asks: tuple[str, ...]


def known() -> list[Known]:
    """All of the studio's and the public site's own that answer to GET."""
    of_public = [one for one in public.urlpatterns if one not in assets.urlpatterns]
    return [*_walked(studio.pages, "", ""), *_walked(of_public, "public ", "")]


def _walked(patterns: list[Any], space: str, start: str) -> Iterator[Known]:
    for one in patterns:
        route = f"{start}{one.pattern}"
        if isinstance(one, URLResolver):
            yield from _walked(one.url_patterns, f"{one.namespace}:" if one.namespace else space, route)
        elif isinstance(one, URLPattern) and _answers_get(one.callback):
            name = f"{space}{route if space == 'public ' else one.name}"
            yield Known(name, route, tuple(_PLACE.findall(route)))


def _answers_get(view: Any) -> bool:
    """Whether GET is among the methods that its decorator lets pass, if it has one."""
    while view is not None:
        held = zip(view.__code__.co_freevars, view.__closure__ or (), strict=True)
        methods = next((cell.cell_contents for name, cell in held if name == "request_method_list"), ("GET",))
        if "GET" not in methods:
            return False
        view = getattr(view, "__wrapped__", None)
    return True


def addresses(given: Mapping[str, Any], of_pages: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Where each stands: `of_pages` says what one asks for by its name, `given` what any does, by the word.

    That of a public one begins with the word public.
    """
    found = {}
    for one in known():
        said = {**given, **of_pages.get(one.name, {})}
        missing = [word for word in one.asks if word not in said]
        assert not missing, f"{one.name} is new: say its {missing[0]} in tests/web/scenery.py"
        path = "/" + _PLACE.sub(lambda place, said=said: str(said[place[1]]), one.route)
        found[one.name] = ("public " if one.name.startswith("public ") else "") + path + said.get("?", "")
    for name in OF_THE_SHELL:
        found[name] = reverse(name, args=[of_pages[name]["pk"]] if name in of_pages else [])
    return found
