"""Someone of the team, signed in to the studio."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.test import Client
from playwright.sync_api import Browser

from ninefold.kernel.users.models import User
from tests.web import browsing
from tests.web import stage as stages
from tests.web.stage import Stage


@pytest.fixture(autouse=True)
def _no_kept_counts() -> None:
    for one in caches.all(initialized_only=True):
        one.clear()


@pytest.fixture
def member(db: None) -> User:
    return User.objects.create_superuser(username="owner", password="a password", first_name="Olga", last_name="Owner")


@pytest.fixture
def studio(member: User) -> Client:
    """A browser that is signed in to the studio."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(member)
    return client


@pytest.fixture
def editor(db: None) -> Client:
    """A browser signed in as an editor, who writes but neither sends nor changes the charter."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_user(username="editor", password="a password", role="editor"))
    return client


@pytest.fixture
def public() -> Client:
    """A browser on the public pages."""
    return Client(SERVER_NAME="127.0.0.1")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's browser, one for all tests of a module, since starting is slow."""
    with browsing.chromium() as browser:
        yield browser


@pytest.fixture
def stage(database: object, chromium: Browser) -> Iterator[Stage]:
    with stages.standing(chromium) as one:
        yield one
