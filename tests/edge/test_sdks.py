"""The vendors' own SDKs, unmodified, send their six calls to a real edge; the events are in the log."""

import json
import shutil
import subprocess
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
from tests.edge.conftest import Edge

pytestmark = pytest.mark.sdk
HERE = Path(__file__).parent
NPM_CACHE = HERE.parent.parent / ".cache" / "npm"
NODE_SDK = "@segment/analytics-node"
NODE_SDK_VERSION = "3.1.0"


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


@pytest.fixture(scope="session")
def node_modules() -> Path:
    if not shutil.which("npm"):
        pytest.skip(f"{NODE_SDK} needs node and npm, which are not installed")
    installed = NPM_CACHE / "node_modules"
    manifest = installed / NODE_SDK / "package.json"
    if not manifest.exists() or json.loads(manifest.read_text())["version"] != NODE_SDK_VERSION:
        NPM_CACHE.mkdir(parents=True, exist_ok=True)
        wanted = f"{NODE_SDK}@{NODE_SDK_VERSION}"
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(NPM_CACHE), wanted]
        done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
        if done.returncode:
            pytest.skip(f"{wanted} could not be installed: {done.stderr[-300:]}")
    return installed


def test_segment_analytics_node(edge: Edge, node_modules: Path) -> None:
    command = ["node", str(HERE / "node_sdk.cjs"), str(node_modules), edge.url, edge.key]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    check_six(project())
