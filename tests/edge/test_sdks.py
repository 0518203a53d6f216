"""The vendors' own SDKs, unmodified, send their six calls to a real edge; the events are in the log."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client as Browser
from segment.analytics.client import Client

from ninefold.collect import queries
from ninefold.collect.types import Event, EventKind
from ninefold.context import queries as context
from ninefold.kernel.users.models import User
from ninefold.pipeline.person import story
from ninefold.pipeline.project import project_batch
from tests.collect.stories import project
from tests.edge import sdks
from tests.edge.conftest import Edge

pytestmark = pytest.mark.sdk
HERE = Path(__file__).parent


def check_six(events: list[Event]) -> None:
    by_kind = {event.kind: event for event in events}
    assert set(by_kind) == set(EventKind)
    assert len(events) == 6
    assert by_kind[EventKind.IDENTIFY].traits["plan"] == "pro"
    assert by_kind[EventKind.TRACK].name == "Order Completed"
    assert by_kind[EventKind.TRACK].properties["revenue"] == 9.99
    assert by_kind[EventKind.PAGE].name == by_kind[EventKind.SCREEN].name == "Home"
    assert by_kind[EventKind.PAGE].properties["category"] == "Docs"
    assert by_kind[EventKind.GROUP].other_id == "g1"
    assert by_kind[EventKind.ALIAS].other_id.endswith("an1")
    assert all(event.context["library"]["name"] for event in events)
    assert all(0 <= event.received_at - event.occurred_at < 60_000_000 for event in events)
    assert queries.quarantine_count() == 0


@pytest.mark.parametrize("packed", [False, True])
def test_segment_analytics_python(edge: Edge, packed: bool) -> None:
    errors: list[Exception] = []
    client = Client(
        edge.key, host=edge.url, gzip=packed, max_retries=1, on_error=lambda error, items: errors.append(error)
    )
    client.identify("u1", {"email": "a@ex.org", "plan": "pro", "créé": "é"})
    client.track("u1", "Order Completed", {"revenue": 9.99})
    client.page("u1", "Docs", "Home", {"url": "https://x/"})
    client.screen("u1", "Cat", "Home")
    client.group("u1", "g1", {"name": "ACME"})
    client.alias("an1", "u1")
    client.shutdown()
    assert not errors
    while project_batch(consent_only=False):
        pass
    events = queries.events_between(1, 6)
    check_six(events)
    assert events[0].traits["créé"] == "é"
    told = story_of("a@ex.org")
    for title in ("Bought", *story.CALLS.values()):
        assert told.count(f">{title}</b>") == 1, title


def story_of(email: str) -> str:
    """The page of the person with this address, as an owner reads it."""
    owner = User.objects.create_superuser(username="owner", password="a password")
    browser = Browser(SERVER_NAME="localhost")
    browser.force_login(owner)
    (person,) = context.find(email)
    return browser.get(f"/people/{person.id}/").content.decode()


@pytest.mark.parametrize("name", [name for name in sdks.NODE if name != "@segment/analytics-next"])
def test_node(edge: Edge, name: str) -> None:
    modules = sdks.node_modules()
    command = ["node", str(HERE / "node_sdks.cjs"), str(modules), name, edge.url, edge.key]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    check_six(project())


@pytest.mark.parametrize("module", ["rudderstack.analytics", "analytics"])
def test_python(edge: Edge, module: str) -> None:
    others = {"PYTHONPATH": str(sdks.analytics_python())} if module == "analytics" else {}
    command = [sys.executable, "-W", "ignore", str(HERE / "python_sdk.py"), module, edge.url, edge.key]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=os.environ | others)
    assert done.returncode == 0, done.stderr
    check_six(project())
