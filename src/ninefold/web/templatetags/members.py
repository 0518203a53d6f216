"""The header of the members' site: where its doors lead, and who is signed in."""

from typing import Any
from urllib.parse import quote

from django import template
from django.middleware.csrf import get_token
from django.urls import is_valid_path
from django.utils.safestring import SafeString

from ninefold.web.public.community import texts
from ninefold.web.public.session import join_address, member_of

register = template.Library()
DOORS = (("/community/", "Community"), ("/wallet", "My wallet"), ("/settings", "My settings"))


@register.inclusion_tag("public/member_header.html", takes_context=True)
def member_header(context: dict[str, Any]) -> dict[str, Any]:
    """The header of a page; for who is not signed in it has the community and a way in."""
    request = context["request"]
    member = member_of(request)
    open_doors = [(url, name) for url, name in (DOORS if member else DOORS[:1]) if is_valid_path(url)]
    doors = [(url, name, request.path.startswith(url)) for url, name in open_doors]
    if member is None:
        here = "/community/" if request.path.startswith(("/join", "/leave")) else request.get_full_path()
        doors.append((join_address(here), "Join or sign in", request.path.startswith("/join")))
    return {"doors": doors, "member": member, "csrf_token": get_token(request) if member else ""}


@register.filter
def posted(text: str) -> SafeString:
    """What someone wrote, as paragraphs with safe links."""
    return texts.as_html(text)


@register.filter
def excerpt(text: str) -> str:
    """The beginning of what someone wrote, in one line."""
    return texts.excerpt(text)


@register.filter
def in_path(key: str) -> str:
    """A post's key as a part of an address."""
    return quote(key, safe="")
