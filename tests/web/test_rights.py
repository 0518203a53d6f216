"""Every page of the studio declares the right it takes; every role opens that and no more, and has a home of use."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from ninefold.kernel.actors import GRANTS, Permission, Role
from ninefold.kernel.users.models import User
from ninefold.web.studio import urls

DUMMIES = {"IntConverter": 1, "SlugConverter": "x", "StringConverter": "x"}


def pages(patterns: list[Any], space: str = "") -> Iterator[tuple[str, Any]]:
    """The address of every page of ours, with its view; ids and keys in it belong to nothing."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from pages(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            found = pattern.pattern.converters
            given = {name: DUMMIES[type(converter).__name__] for name, converter in found.items()}
            yield reverse(f"{space}{pattern.name}", kwargs=given | pattern.default_args), pattern.callback


PAGES = sorted(pages(urls.pages), key=lambda page: page[0])


def someone(role: Role) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_user(username=role.value, password="a password", role=role.value))
    return client


def test_every_page_declares_the_right_it_takes() -> None:
    assert len(PAGES) > 40
    assert [address for address, view in PAGES if not hasattr(view, "right")] == []


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_what_it_may_and_nothing_else(db: None, role: Role) -> None:
    client = someone(role)
    for address, view in PAGES:
        answer = client.get(address)
        answer = client.post(address) if answer.status_code == 405 else answer
        may = view.right is None or view.right in GRANTS[role]
        assert (answer.status_code == 403) == (not may), f"{address}: {answer.status_code}"


@pytest.mark.parametrize("role", list(Role))
def test_every_role_lands_on_a_page_whose_menu_and_doors_all_open(db: None, role: Role) -> None:
    client = someone(role)
    html = client.get("/").content.decode()
    assert "What waits for you" in html
    links = set(re.findall(r'href="(/[a-z/_]*)"', html))
    assert len(links) > 5
    for link in links:
        assert client.get(link, follow=True).status_code == 200, link
    assert (client.get("/images/add/").status_code == 200) == (Permission.CONTENT_EDIT in GRANTS[role])
    assert (client.get("/users/").status_code == 200) == (role is Role.OWNER)
