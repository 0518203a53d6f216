"""The tracking plan's pages: what was learnt, the lock, the drift."""

import pytest
from django.test import Client

from ninefold.collect import queries as collect
from ninefold.collect.plan import queries
from ninefold.collect.plan.types import Planned, Rule
from ninefold.kernel.users.models import User
from tests.collect.stories import batch, message, project, row, send


def test_an_empty_plan_says_what_it_is(studio: Client) -> None:
    assert "Nothing is learnt yet" in studio.get("/plan/").content.decode()


@pytest.mark.usefixtures("database")
def test_a_plan_is_locked_edited_and_accepts_its_drift() -> None:
    studio = Client(SERVER_NAME="localhost")
    studio.force_login(User.objects.create_superuser(username="owner", password="a password"))
    name = "Song <Played> & more"
    send(row(batch(message(event=name, properties={"title": "a", "seconds": 1}))))
    project()
    assert "Song &lt;Played&gt; &amp; more" in studio.get("/plan/").content.decode()

    html = studio.post("/plan/event/lock/", {"name": name, "rule": "quarantine"}, follow=True).content.decode()
    assert "locked: set aside" in html
    typed = {"name": name, "property": ["seconds", "title", "mood"], "in-0": "on", "types-0": ["number", "string"],
             "in-2": "on", "types-2": "string", "required-2": "on"}  # fmt: skip
    assert "Kept." in studio.post("/plan/event/properties/", typed, follow=True).content.decode()
    assert {one.name: one.planned for one in queries.event(name).properties} == {
        "seconds": Planned(frozenset({"number", "string"})),
        "mood": Planned(frozenset({"string"}), is_required=True),
        "title": None,
    }
    refused = studio.post("/plan/event/properties/", typed | {"types-2": "date"}, follow=True).content.decode()
    assert "needs at least one type" in refused

    send(row(batch(message(event=name, properties={"title": "a", "mood": "b"}))))
    assert project() == []
    html = studio.get("/plan/").content.decode()
    assert "not a property of the plan" in html
    assert "plan_unknown_property" in studio.get("/sources/quarantine/").content.decode()
    accepted = {"what": "plan_unknown_property", "event": name, "property": "title", "type": "string"}
    assert "It is in the plan now" in studio.post("/plan/accept/", accepted, follow=True).content.decode()
    held = collect.quarantine()[0].id
    studio.post("/sources/quarantine/replay/", {"id": held})
    assert [event.name for event in project()] == [name]

    studio.post("/plan/lock/", {"rule": "warn"})
    assert (queries.plan().rule, queries.event(name).event.rule) == (Rule.WARN, Rule.WARN)
    studio.post("/plan/lock/", {"rule": "open"})
    assert queries.plan().rule is None
    assert "Choose what becomes" in studio.post("/plan/lock/", {"rule": "x"}, follow=True).content.decode()


def test_who_may_read_the_plan_may_not_change_it(editor: Client) -> None:
    assert editor.get("/plan/").status_code == 200
    for path in ("lock", "new", "accept", "event/lock", "event/properties", "event/forget"):
        assert editor.post(f"/plan/{path}/", {"name": "x", "rule": "allow"}).status_code == 403
