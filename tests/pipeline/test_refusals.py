"""Whatever comes in ends in the log or in quarantine, with a reason that its sender understands."""

import json
from datetime import timedelta

import pytest

from ninefold.collect import actions as collect
from ninefold.collect import holding, queries
from ninefold.collect.types import EventName, NewEvent, Trust
from ninefold.kernel import actors, clock
from ninefold.pipeline import project
from tests import databases
from tests.collect.stories import batch, message, row, send

ACTOR = actors.system("test")
ODD = [[], ["mail"], [[]], {}, {"a": {"b": []}}, None, True, False, 0, -1, 2**63 - 1, -(2**63), 10**400, 1e308, 1e-308,
       "", " ", "NaN", "-1e999999", "9e999990", "\u202e\ufffe\U0010ffff", "'; --", "x" * 9_000]  # fmt: skip
READ = ["revenue", "currency", "quantity", "purpose", "channel", "status", "evidence", "basis", "source", "per_week",
        "poll", "option", "question", "title", "body", "topic", "answer", "helpful", "delivery_id", "intent_id",
        "campaign_id", "link_id", "is_automatic", "code", "reason", "url", "label", "text"]  # fmt: skip


def project_all() -> None:
    while project.project_batch(consent_only=False):
        pass
    if holding.is_any_held():  # opens and clicks wait for their time
        clock.drive(clock.now() + timedelta(seconds=30))
        project_all()


def _held() -> list[tuple[str, str]]:
    return [(each.code, each.reason) for each in reversed(queries.quarantine())]


@pytest.mark.parametrize("trust", list(Trust))
def test_odd_values_under_every_name_end_in_the_log_or_in_quarantine(
    database: databases.TestDatabase, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project, "SET_ASIDE_PER_HOUR_MAX", 0)  # a room that fails at one of these fails the test
    good = {"purpose": "news", "channel": "mail", "status": "granted", "per_week": 1}
    sent: set[str] = set()
    for name in EventName:
        messages = [
            message(event=name.value, messageId=f"{name}:{of}:{number}", properties=properties, traits={"odd": odd})
            for number, odd in enumerate(ODD)
            for of, properties in [("all", dict.fromkeys(READ, odd)), ("one", {**good, READ[number % 28]: odd})]
        ]
        messages += [
            message(event=name.value, messageId=f"{name}:{field}:{number}", properties={**good, field: odd})
            for field in ("purpose", "channel", "status", "evidence", "source", "per_week")
            for number, odd in enumerate(ODD)
            if name in project.CHECKS
        ]
        sent |= {each["messageId"] for each in messages}
        send(*(row(batch(*messages[at : at + 40]), trust=trust) for at in range(0, len(messages), 40)))

    project_all()

    stored = {event.message_id for event in queries.events_between(1, 10_000)}
    quarantined = {json.loads(held.body)["messageId"] for held in queries.quarantine(limit=10_000)}
    assert stored | quarantined == sent
    assert not stored & quarantined
    codes = {held.code for held in queries.quarantine(limit=10_000)}
    assert {"consent_purpose", "consent_channel", "consent_status", "pace_missing", "pace_bounds"} <= codes


MALFORMED = {
    "consent_purpose": ("Consent Changed", {"purpose": [], "channel": "mail", "status": "granted"},
                        "A word on consent needs a `purpose`: one of news, offers, community, service."),
    "consent_status": ("Consent Changed", {"purpose": "news", "channel": "mail", "status": "revoked"},
                       "A word on consent needs a `status`: one of granted, withdrawn."),
    "pace_bounds": ("Pace Chosen", {"per_week": 101}, "A pace is 0 to 100 contacts a week."),
    "pace_missing": ("Pace Chosen", {"per_week": True},
                     "A chosen pace needs `per_week`: contacts a week, or null for the charter's."),
}  # fmt: skip


@pytest.mark.parametrize("code", MALFORMED)
@pytest.mark.parametrize("trust", [Trust.BROWSER, Trust.SERVER])
def test_a_malformed_word_waits_in_quarantine_with_what_it_needs(
    database: databases.TestDatabase, code: str, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project, "SET_ASIDE_PER_HOUR_MAX", 0)
    name, properties, reason = MALFORMED[code]
    send(row(batch(message(event=name, properties=properties), message(event="Seen")), trust=trust))

    assert project.project_batch(consent_only=False) == 2, "one batch is enough, however many are malformed"

    assert _held() == [(code, reason)]
    assert [event.name for event in queries.events_between(1, 10)] == ["Seen"]
    (held,) = queries.quarantine()
    assert json.loads(held.body)["properties"] == properties
    collect.replay_quarantined(actor=ACTOR, ids=[held.id])
    project_all()
    assert _held() == [(code, reason)], "still malformed, it waits again"


@pytest.mark.django_db
def test_a_link_of_someone_who_is_gone_waits_in_quarantine_and_spoils_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project, "SET_ASIDE_PER_HOUR_MAX", 0)
    collect.record(
        events=[
            NewEvent("m-1", "Link Clicked", clock.now_us(), profile_id=999_999, trust=Trust.LINK),
            NewEvent("m-2", "Seen", clock.now_us(), user_id="u"),
        ]
    )
    project_all()
    assert _held() == [("profile_unknown", "The event names a person that is not known here, or no longer.")]
    assert [event.name for event in queries.events_between(1, 10)] == ["Seen"]
