"""What never comes into the log: addresses of machines, events that visitors refused, trails of who says GPC."""

import json
from typing import Any

from django.db import connection
from django.test import Client

from ninefold.collect import actions, queries
from ninefold.collect.models import Quarantine
from ninefold.collect.schema import privacy
from ninefold.collect.types import Event, EventKind
from ninefold.context import queries as context
from ninefold.kernel import actors, clock, settings
from ninefold.kernel.users.models import User
from ninefold.pipeline import project
from tests.collect.stories import batch, message, waiting_rows
from tests.edge.conftest import Edge

OWNER = actors.system("test")
ADDRESS = "203.0.113.77"
REFUSED = {"consent": {"categoryPreferences": {"Advertising": True, "Analytics": False}}}


def come(edge: Edge, *messages: dict[str, Any], headers: dict[str, str] | None = None, **shell: Any) -> list[Event]:
    before = queries.event_count()
    assert edge.post("/v1/batch", batch(*messages, **shell), key=edge.browser_key, headers=headers)[0] == 200
    while project.project_batch(consent_only=False):
        pass
    return queries.events_between(before + 1, queries.event_count())


def browsers(edge: Edge) -> int:
    return next(source.id for source in queries.sources() if source.write_key == edge.browser_key)


def test_addresses_are_dropped_before_anything_is_kept_unless_the_source_asks(edge: Edge) -> None:
    kept = {"ip": ADDRESS, "locale": "de"}
    edge.post("/v1/batch", batch(message(context=kept), message(event=None, context=kept), context=kept))
    assert waiting_rows() == 1
    if connection.vendor == "sqlite":
        paths = settings.current().intake_path.parent.glob("intake.sqlite3*")
        assert not any(ADDRESS.encode() in path.read_bytes() for path in paths)
    escaped = json.dumps(message(context=kept)).replace('"ip"', '"\\u0069p"')
    edge.post("/v1/track", escaped.encode())
    while project.project_batch(consent_only=False):
        pass
    assert [event.context for event in queries.events_between(1, 9)] == [{"locale": "de"}] * 2
    assert ADDRESS not in "".join(Quarantine.objects.values_list("body", flat=True))

    actions.protect_source(actor=OWNER, source_id=browsers(edge), keeps_ip=True, consent_categories="")
    edge.post("/v1/track", message(), key="nobody's")  # before it refuses a key, the edge reads them all again
    (event,) = come(edge, message(context=kept))
    assert event.context["ip"] == ADDRESS


def test_what_a_visitor_refused_is_kept_out_and_only_counted(edge: Edge) -> None:
    granted = {"consent": {"categoryPreferences": {"Advertising": False, "Analytics": True}}}
    consent = {"purpose": "news", "channel": "mail", "status": "withdrawn"}
    found = come(
        edge,
        message(context=REFUSED, event="Refused"),
        message(context=REFUSED, event=None, messageId="broken"),
        message(context=granted, event="Granted"),
        message(event="Without a banner"),
        message(context=REFUSED, event="Consent Changed", properties=consent),
        message(context={"consent": {"categoryPreferences": {"C0002": False}}}, event="One Trust"),
        message(context={"consent": "odd"}, event="Odd"),
    )
    assert {event.name for event in found} == {"Granted", "Without a banner", "Consent Changed", "Odd"}
    assert queries.quarantine_count() == 0
    assert queries.kept_out(days=30) == {browsers(edge): 3}

    actions.protect_source(actor=OWNER, source_id=browsers(edge), keeps_ip=False, consent_categories="Advertising, Ads")
    found = come(edge, message(context=REFUSED, event="A"), message(context=granted, event="B"))
    assert [event.name for event in found] == ["A"]


def test_global_privacy_control_leaves_no_trail_and_joins_nothing(edge: Edge) -> None:
    gpc = {"Sec-GPC": "1"}
    seen = {"userId": None, "anonymousId": "visitor"}
    first, second = come(edge, message(**seen), message(**seen), headers=gpc)
    assert first.anonymous_id == second.anonymous_id != "visitor"
    assert first.context["gpc"] is True
    (said_by_the_page,) = come(edge, message(**seen, context={"gpc": True}))
    assert said_by_the_page.anonymous_id == first.anonymous_id
    (signed_in,) = come(edge, message(type="identify", event=None, userId="u1", anonymousId="visitor"), headers=gpc)
    assert (signed_in.kind, signed_in.anonymous_id) == (EventKind.IDENTIFY, "")
    alias = {"type": "alias", "event": None, "previousId": "visitor"}
    (named,) = come(edge, message(userId="u1", anonymousId=None, **alias), headers=gpc)
    assert (named.kind, named.other_id) == (EventKind.ALIAS, "")
    assert context.profile_of("anonymous", "visitor") is None
    clock.drive(clock.from_us(clock.now_us() + 86_400_000_000))
    (tomorrow,) = come(edge, message(**seen), headers=gpc)
    assert tomorrow.anonymous_id not in (first.anonymous_id, "visitor")


def test_a_body_without_an_address_is_left_as_it_is() -> None:
    for body in (b"{}", b'[1,{"ip":1}]', b'{"ip":1}', b'{"context":{"ip":"x"}', b'{"context":3,"batch":7,"ip":1}'):
        assert privacy.without_ip(body) == body
    assert privacy.without_ip(b'{"context":{"ip":"x","a":1e3},"n":12345678901234567890}') == (
        b'{"context":{"a":1000.0},"n":12345678901234567890}'
    )


def test_the_page_of_a_source_says_and_changes_it(edge: Edge) -> None:
    studio = Client(SERVER_NAME="localhost")
    studio.force_login(User.objects.create_superuser(username="owner", password="a password"))
    come(edge, message(context=REFUSED))
    assert "1 kept out" in studio.get("/sources/").content.decode()
    typed = {"keeps_ip": "on", "consent_categories": " Marketing ,C0004"}
    studio.post(f"/sources/{browsers(edge)}/protect/", typed)
    found = next(source for source in queries.sources() if source.id == browsers(edge))
    assert (found.keeps_ip, found.consent_categories) == (True, ("Marketing", "C0004"))
    refused = studio.post(f"/sources/{browsers(edge)}/protect/", {"consent_categories": "!!"}, follow=True)
    assert "Nothing was changed" in refused.content.decode()
