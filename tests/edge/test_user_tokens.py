"""Tokens of the customer's server prove who sits at a browser, and make nothing else of what it says believed."""

import json
import time
from typing import Any

import jwt
import pytest

from ninefold.collect import actions, queries
from ninefold.collect.plan import actions as plan
from ninefold.collect.plan.types import Rule
from ninefold.collect.types import Event, Trust
from ninefold.context import queries as context
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import actors
from ninefold.pipeline import project
from tests.collect.stories import batch, message
from tests.edge.conftest import Edge

OWNER = actors.system("test")
HEADER = "X-Ninefold-Token"


def token(edge: Edge, **claims: Any) -> str:
    key, kid = claims.pop("key", edge.key), claims.pop("kid", None)
    said = {"sub": "ada", "aud": "ninefold", "exp": int(time.time()) + 60} | claims
    return jwt.encode(
        {name: value for name, value in said.items() if value is not None},
        key, "HS256", headers={"kid": kid} if kid else None,
    )  # fmt: skip


def seen(signed: str = "", **fields: Any) -> dict[str, Any]:
    whole = {"anonymousId": "a1", "event": "Product Viewed", **fields}
    return message(**whole, context={"userToken": signed} if signed else None)


def come(edge: Edge, *messages: dict[str, Any]) -> list[Event]:
    before = queries.event_count()
    assert edge.post("/v1/batch", batch(*messages), key=edge.browser_key)[0] == 200
    while project.project_batch(consent_only=False):
        pass
    return queries.events_between(before + 1, queries.event_count())


def person_of(kind: str, value: str) -> int:
    profile = context.profile_of(kind, value)
    assert profile, (kind, value)
    return context.persons([profile])[profile].id


def test_a_token_attributes_and_joins_but_changes_nothing_of_a_known_person(edge: Edge) -> None:
    edge.post("/v1/identify", {"userId": "ada", "traits": {"email": "ada@example.org", "plan": "free"}})
    (known,) = come(edge)
    consent = {"purpose": "news", "channel": "mail", "status": "granted"}
    found = come(
        edge,
        seen(token(edge), userId=None),
        seen(token(edge), type="identify", event=None, traits={"email": "eve@example.org", "plan": "gold"}),
        seen(token(edge), event="Order Completed", properties={"revenue": 99, "currency": "EUR"}),
        seen(token(edge), event="Consent Changed", properties=consent),
    )
    assert {(event.user_id, event.trust, event.profile_id) for event in found} == {
        ("ada", Trust.SIGNED, known.profile_id)
    }
    assert not any("userToken" in event.context for event in found), "who reads the log finds no key to anybody"
    assert person_of("anonymous", "a1") == person_of("account", "ada")
    person = context.persons([known.profile_id])[known.profile_id]
    assert person.traits["plan"] == "free"
    assert context.money(known.profile_id).sums == {}
    assert context.consents(person.id) == []
    (unproven,) = come(edge, seen(userId="ada", anonymousId="a2"))
    assert (unproven.trust, unproven.profile_id == known.profile_id) == (Trust.BROWSER, False)


def test_a_scope_makes_what_it_names_believed_and_no_more(edge: Edge) -> None:
    signed = token(edge, scope="events consent")
    order = {"event": "Order Completed", "properties": {"revenue": 5, "currency": "EUR"}}
    consent = {"purpose": "news", "channel": "mail", "status": "granted"}
    found = come(
        edge,
        seen(signed, **order),
        seen(signed, event="Consent Changed", properties=consent),
        seen(signed, type="identify", event=None, traits={"plan": "gold"}),
    )
    assert [event.trust for event in found] == [Trust.SERVER, Trust.SERVER, Trust.SIGNED]
    assert context.money(found[0].profile_id).sums == {"EUR": 500}


def test_a_token_silences_no_address_but_its_users(edge: Edge) -> None:
    said = {"purpose": "news", "channel": "mail", "status": "granted"}
    for user, address in (("ada", "ada@example.org"), ("vic", "vic@example.org")):
        edge.post("/v1/identify", {"userId": user, "traits": {"email": address}})
        edge.post("/v1/track", {"userId": user, "event": "Consent Changed", "properties": said})
    come(edge)
    for address in ("vic@example.org", "ada@example.org"):
        no = said | {"status": "withdrawn", "evidence": {"address": address}}
        come(edge, seen(token(edge, scope="consent"), event="Consent Changed", properties=no))
        vic, ada = person_of("account", "vic"), person_of("account", "ada")
        states = context.consent_states([vic, ada], Purpose.NEWS, Channel.MAIL)
        assert (states[vic], states[ada]) == ("granted", "withdrawn")
    assert context.consent_history(ada)[0].evidence["said_by"] == "user token"


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"key": "k" * 32}, "was not signed with the write key of one of your server sources"),
    ({"kid": "999"}, "was not signed with the write key of one of your server sources"),
    ({"exp": int(time.time()) - 1}, "has expired"),
    ({"exp": int(time.time()) + 8 * 86_400}, "for more than 7 days"),
    ({"exp": None}, "has no `exp`"),
    ({"nbf": int(time.time()) + 3_600}, "is not good yet"),
    ({"aud": "shop"}, "its `aud` must be “ninefold”"),
    ({"sub": ""}, "names no user"),
    ({"scope": "everything"}, "has a `scope` that is not of"),
    ({"sub": "eve"}, "is for another user than the event"),
]


def test_wrong_tokens_are_refused_with_a_sentence_in_the_header_and_in_an_event(edge: Edge) -> None:
    wrong = [(token(edge, **claims), why) for claims, why in REFUSED]
    wrong += [("x.y.z", "is no JSON Web Token"), ("x" * 3_000, "has more than 2,048 characters")]
    wrong.append((jwt.encode({"sub": "ada", "aud": "ninefold", "exp": 9_999_999_999}, "", "none"), "cannot be read"))
    for signed, why in wrong:
        if "another user" not in why:
            answer = edge.post("/v1/track", seen(), key=edge.browser_key, headers={HEADER: signed})
            assert (answer[0], answer[1]["code"][:11]) == (401, "user_token_"), signed
            assert why in answer[1]["message"]
    assert come(edge, *[seen(signed, userId="ada") for signed, _ in wrong]) == []
    reasons = [held.reason for held in reversed(queries.quarantine())]
    assert len(reasons) == len(wrong)
    assert all(why in reason for reason, (_, why) in zip(reasons, wrong, strict=True))


def test_a_token_in_the_header_holds_for_all_of_a_request_and_survives_quarantine(edge: Edge) -> None:
    plan.lock_plan(actor=OWNER, rule=Rule.QUARANTINE)
    sent = [seen(userId=None), seen(event="Strange", userId=None), seen(event=None, userId=None, messageId="broken")]
    signed = token(edge, kid="1")
    preflight = edge.ask("OPTIONS", "/v1/batch")[1]["access-control-allow-headers"]
    assert HEADER.lower() in preflight
    assert edge.post("/v1/batch", batch(*sent), key=edge.browser_key, headers={HEADER: signed})[0] == 200
    assert come(edge) == []
    plan.unlock_plan(actor=OWNER)
    held = {one.code: one for one in queries.quarantine()}
    body = json.dumps(json.loads(held["event_missing"].body) | {"event": "Mended"})
    actions.mend_quarantined(actor=OWNER, quarantined_id=held["event_missing"].id, body=body)
    actions.replay_quarantined(actor=OWNER, ids=[one.id for one in queries.quarantine()])
    assert {(event.name, event.user_id, event.trust) for event in come(edge)} == {
        (name, "ada", Trust.SIGNED) for name in ("Product Viewed", "Strange", "Mended")
    }


@pytest.mark.parametrize("keep_seconds", [60, 0])
def test_tokens_follow_the_key_that_signs_them(edge: Edge, keep_seconds: int) -> None:
    source = next(one for one in queries.sources() if one.write_key == edge.key)
    signed = token(edge)
    actions.rotate_key(actor=OWNER, source_id=source.id, keep_seconds=keep_seconds)
    assert len(come(edge, seen(signed, userId=None))) == (1 if keep_seconds else 0)
    (fresh,) = [one for one in queries.sources() if one.id == source.id]
    assert come(edge, seen(token(edge, key=fresh.write_key, kid=str(source.id)), userId=None))[0].trust is Trust.SIGNED
    actions.revoke_source(actor=OWNER, source_id=source.id)
    assert come(edge, seen(token(edge, key=fresh.write_key), userId=None)) == []
