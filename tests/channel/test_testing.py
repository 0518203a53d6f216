"""A test of a letter reaches its sender's own address, marked, and leaves no trace that counts."""

from dataclasses import replace

import pytest

from ninefold.adapt.errors import DoesNotFit
from ninefold.adapt.personas import PERSONAS, Persona
from ninefold.channel import testing
from ninefold.channel.mailbox import queries
from ninefold.channel.models import Delivery
from ninefold.collect.models import Pending
from ninefold.context import queries as context
from ninefold.kernel.actors import Actor, Role
from ninefold.kernel.errors import BadInput, NotAllowed, Unavailable
from ninefold.kernel.settings import Settings
from tests.channel import stage

pytestmark = pytest.mark.django_db
EXPERT = Actor("user:7", "Ed Expert", frozenset({Role.EXPERT}))
EDITOR = Actor("user:8", "Ed Editor", frozenset({Role.EDITOR}))


ELENA = PERSONAS[0]


def send(actor: Actor = EXPERT, reader: Persona = ELENA) -> None:
    testing.send_test(actor=actor, address="ed@example.org", content=stage.letter(), reader=reader)


def test_it_is_marked_its_links_are_inert_and_nothing_is_counted(mailbox: Settings) -> None:
    before = Pending.objects.count()
    send()
    (line,) = queries.messages()
    message = queries.message(line.id)
    assert (line.recipient, line.subject) == ("ed@example.org", "[Test] New in the shop")
    assert "Hello Elena, twelve records." in message.text
    for part in (message.text, message.html):
        assert "Test, as Elena, collector of vinyl (invented) would get it" in part
        assert "https://shop.example/box" in part
        assert "#inert-in-a-test" in part
        assert "/u/" not in part
        assert "/o/" not in part
    assert "<img" not in message.html, "nothing tells of an open"
    assert not message.header("List-Unsubscribe")
    assert not Delivery.objects.exists()
    assert Pending.objects.count() == before


def test_a_real_person_is_only_for_who_may_read_people(mailbox: Settings) -> None:
    (profile_id,) = stage.people(1)
    someone = Persona("", "Someone", context.person(profile_id))
    with pytest.raises(NotAllowed):
        send(EXPERT, someone)
    send(EDITOR, someone)
    assert "Hello P, twelve records." in queries.message(queries.messages()[0].id).text


def test_what_cannot_be_sent_says_why(install: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unavailable, match="did not take the test"):
        send()
    with pytest.raises(DoesNotFit, match="needs a subject"):
        testing.send_test(
            actor=EXPERT, address="ed@example.org", content=replace(stage.letter(), subject=""), reader=ELENA
        )
    monkeypatch.setattr(testing, "AN_HOUR_MAX", 0)
    with pytest.raises(BadInput, match="within an hour"):
        send()
