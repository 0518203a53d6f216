"""A join is undone: every event, consent, balance and message is again attributed as before, in every room."""

from typing import Any

import pytest

from ninefold.channel import outcomes, tokens
from ninefold.channel.models import Delivery as DeliveryRow
from ninefold.collect import queries as collect
from ninefold.collect.types import EventKind, EventName, NewEvent, Trust
from ninefold.context import actions as context_actions
from ninefold.context import jobs
from ninefold.context import queries as context
from ninefold.context.types import ConsentStatus, Ruling
from ninefold.culture.types import Channel, Purpose
from ninefold.currency import actions as currency
from ninefold.kernel import actors, clock
from ninefold.pipeline import known
from ninefold.pipeline.person import reading
from ninefold.web.public.preferences import views as preferences
from tests.web.people import DAY_US, learn, someone

OWNER = actors.system("test")
# What says who is joined, and what the worker is yet to look at.
NOT_ATTRIBUTED = {"context_evidence", "context_ruling", "context_touched", "context_stale", "context_move"}
ROOMS = {room.room for room in known.ROOMS} - {"collect"}  # segments entered are events, too
pytestmark = pytest.mark.django_db


def attributed(profile: int) -> dict[str, Any]:
    """All that is the person's whom this profile belongs to: each room's rows, and what their page and segments say."""
    while jobs.follow_segments(now=clock.now_us()):
        learn([])
    person, page = context.person(profile), reading.read(context.person(profile).id, clock.now_us())
    rows = {
        (room, table): sorted(map(str, rows))
        for room, tables in known.export(person.profile_ids).items()
        for table, rows in tables.items()
        if table not in NOT_ATTRIBUTED and table != "context_membership"
    }
    return rows | {
        "person": (person.id, person.traits, person.identifiers, person.tag, person.zone),
        "events": [event.id for event in collect.timeline(person.profile_ids, limit=100)],
        "page": (page.consents, page.activities, page.wallets, [one.id for one in page.deliveries], page.stock.level),
        "segments": [segment.key for segment in context.segments() if segment.id in context.segments_of(person.id)],
    }


def two_who_did_everything() -> tuple[int, int]:
    """Someone with an account, and a device whose owner agreed, asked, earned, bought and was written to."""
    for key, name in (("buyers", EventName.ORDER_COMPLETED), ("askers", EventName.QUESTION_ASKED)):
        condition = {"event": name, "count": {"gte": 1}}
        context_actions.create_segment(actor=OWNER, key=key, name=key.title(), condition=condition)
    one, at = someone(), clock.now_us() - DAY_US
    learn([NewEvent("d-1", "identify", at, anonymous_id="device", kind=EventKind.IDENTIFY, trust=Trust.SERVER,
                    traits={"name": "Bo", "email": "bo@example.org", "timezone": "Asia/Tokyo"})])  # fmt: skip
    other = context.profile_of("anonymous", "device") or 0
    said = {"purpose": "news", "channel": "mail", "status": "withdrawn", "evidence": {}}
    learn([
        NewEvent("d-2", EventName.CONSENT_CHANGED, at, profile_id=other, trust=Trust.SERVER, properties=said),
        NewEvent("d-3", EventName.QUESTION_ASKED, at, profile_id=other,
                 properties={"question": "q-1", "title": "Why does my record hum?", "body": "", "topic": "players"}),
    ])  # fmt: skip
    for number, profile in enumerate((one, other), 1):
        currency.give(actor=OWNER, key=f"k{number}", profile_id=profile, currency="points", amount=10 * number,
                      reason="Welcome", now=at)  # fmt: skip
        DeliveryRow.objects.create(
            intent_id=number, campaign_id=1, profile_id=profile, arm="letter", item_id=1, channel="mail",
            purpose="news", expires_at=at + DAY_US, status="delivered", address=f"{number}@example.org",
            created_at=at, ended_at=at,
        )  # fmt: skip
    return one, other


def rule(one: int, other: int, *, same: bool) -> Ruling:
    return context_actions.review(
        actor=OWNER, profile_ids=(one, other), allowed=same, reason="asked them", now=clock.now_us()
    )


def taken_back(ruling: Ruling) -> None:
    context_actions.undo_review(actor=OWNER, ruling_id=ruling.id, now=clock.now_us())


def test_a_join_by_the_team_is_taken_back_and_all_is_as_before() -> None:
    one, other = two_who_did_everything()
    before = attributed(one), attributed(other)
    assert before[0]["segments"] == ["buyers"]
    assert before[1]["segments"] == ["askers"]

    ruling = rule(one, other, same=True)

    joined = attributed(one)
    assert joined == attributed(other)
    assert joined["segments"] == ["askers", "buyers"]
    assert joined["page"][2][0].balance == sum(one["page"][2][0].balance for one in before) > 0
    derived = ("context_profile", "context_trait", "currency_account")  # told of the person as a whole
    told = {key: rows for key, rows in joined.items() if key[0] in ROOMS and key[1] not in derived}
    assert told == {key: sorted([*before[0][key], *before[1][key]]) for key in told}

    taken_back(ruling)
    assert (attributed(one), attributed(other)) == before


def test_a_join_by_evidence_is_undone_and_done_again() -> None:
    one, other = two_who_did_everything()
    before = attributed(other)
    learn([NewEvent("login", "Song Played", clock.now_us(), user_id="customer-1", anonymous_id="device",
                    trust=Trust.SERVER)])  # fmt: skip
    joined = attributed(one)
    assert joined == attributed(other)

    ruling = rule(one, other, same=False)

    assert attributed(other) == before
    assert attributed(one)["segments"] == ["buyers"]
    taken_back(ruling)
    assert attributed(one) == joined == attributed(other)


def status(profile: int, purpose: Purpose = Purpose.NEWS) -> ConsentStatus:
    return context.consent_states([profile], purpose, Channel.MAIL)[profile]


def written_to(profile: int, address: str) -> int:
    """A letter that was sent to this profile at an address; its number."""
    now = clock.now_us()
    return DeliveryRow.objects.create(
        intent_id=9, campaign_id=1, profile_id=profile, arm="letter", item_id=1, channel="mail", purpose="news",
        expires_at=now + DAY_US, status="delivered", address=address, created_at=now, ended_at=now,
    ).pk  # fmt: skip


def agree(address: str) -> int:
    """Whoever reads this address confirms a yes to offers by it; their profile."""
    now = clock.now_us()
    profile = context_actions.profile_of_reader(address=address, name="", now=now)
    context_actions.set_consent(
        actor=OWNER, profile_id=profile, purpose=Purpose.OFFERS, channel=Channel.MAIL, status=ConsentStatus.GRANTED,
        basis="confirmed by mail", evidence={"address": address}, now=now, trust=Trust.LINK,
    )  # fmt: skip
    learn([])
    return profile


def test_what_happens_while_two_are_joined_is_theirs_who_did_it_after_the_join_is_undone() -> None:
    one, other = someone(1), someone(2)
    learn([NewEvent("moved", "identify", clock.now_us(), user_id="customer-2", kind=EventKind.IDENTIFY,
                    trust=Trust.SERVER, traits={"email": "bo@example.org"})])  # fmt: skip
    ruling = rule(one, other, same=True)
    letter = written_to(one, "bo@example.org")
    assert agree("bo@example.org") == other
    taken_back(ruling)
    assert (status(one, Purpose.OFFERS), status(other, Purpose.OFFERS)) == (ConsentStatus.NONE, ConsentStatus.GRANTED)

    token = tokens.preferences_token(letter, one)
    assert preferences.reader_of(token).profile_id == other, "who reads the letter is shown what is theirs"
    leave = tokens.Leave(letter, one, Purpose.NEWS, Channel.MAIL)
    body = outcomes.unsubscribed(leave, message_id="leave-1")
    learn([NewEvent("leave-1", body["event"], clock.now_us(), profile_id=one, properties=body["properties"],
                    trust=Trust.LINK)])  # fmt: skip

    assert (status(one), status(other)) == (ConsentStatus.GRANTED, ConsentStatus.WITHDRAWN)
    said = context.consent_history(other)[0]
    assert said.evidence == {"delivery_id": letter, "address": "bo@example.org"}


def test_who_states_somebody_elses_address_gets_nothing_of_theirs() -> None:
    vic = agree("victim@example.org")
    currency.give(actor=OWNER, key="v", profile_id=vic, currency="points", amount=100, reason="Hi", now=clock.now_us())
    mallory = someone(1)
    for trait in ({"email": "victim@example.org"}, {"email": "m@example.org"}):
        learn([NewEvent(f"m-{trait['email']}", "identify", clock.now_us(), user_id="customer-1", trust=Trust.SERVER,
                        kind=EventKind.IDENTIFY, traits=trait)])  # fmt: skip
        assert agree("victim@example.org") == vic, "nor does it lead who reads the mailbox to the account"
        assert vic not in context.person(mallory).profile_ids
        told = [join.refused for join in context.joins(context.person(vic).id)]
        assert all("proved that they read" in why for why in told)
        assert len(told) == (trait["email"] == "victim@example.org")
