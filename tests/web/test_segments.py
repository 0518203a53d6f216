"""The segments' and communities' pages: the sentence and the count while typing, errors in words, rights kept."""

import json
import re

import pytest
from django.test import Client

from ninefold.catalyst import actions as catalyst
from ninefold.catalyst.types import CampaignArm, CampaignDraft
from ninefold.context import actions, jobs, queries
from ninefold.culture import actions as culture
from ninefold.culture import queries as culture_queries
from ninefold.culture.types import Channel, Community, Purpose
from ninefold.kernel import actors, clock
from ninefold.kernel.users.models import User
from ninefold.pipeline import project
from tests.collect.stories import batch, message, row, send

OWNER = actors.system("test")
TWICE = {"row-0-kind": "event", "row-0-name": "Order Completed", "row-0-operator": "at_least", "row-0-value": "2"}
DATALIST = re.compile(r'<datalist id="([a-z-]+)">(.*?)</datalist>', re.DOTALL)
STORED = {"all": [{"event": "Order Completed", "count": {"gte": 2}}]}


def test_an_empty_list_says_what_a_segment_is(studio: Client) -> None:
    assert "No segments yet" in studio.get("/segments/").content.decode()


def test_rows_typed_become_a_segment_with_its_sentence(studio: Client) -> None:
    html = studio.post("/segments/new/", TWICE | {"name": "Buyers"}, follow=True).content.decode()
    (segment,) = queries.segments()
    assert (segment.key, segment.condition) == ("buyers", STORED)
    assert segment.sentence in html
    opened = studio.get(f"/segments/{segment.id}/").content.decode()
    assert 'value="Order Completed"' in opened


def test_a_second_segment_of_the_same_name_does_not_overwrite(studio: Client) -> None:
    for _ in range(2):
        answer = studio.post("/segments/new/", TWICE | {"name": "Buyers", "row-0-value": "3"})
    assert answer.status_code == 422
    assert "already" in answer.content.decode()


def test_a_segment_is_changed_as_json_when_it_is_nested(studio: Client) -> None:
    segment = actions.create_segment(actor=OWNER, key="buyers", name="Buyers", condition=STORED)
    nested = {"any": [STORED, {"not": {"trait": "plan", "is": "pro"}}]}
    typed = {"name": "Buyers", "view": "json", "text": json.dumps(nested)}
    studio.post(f"/segments/{segment.id}/", typed)
    assert queries.segment("buyers").condition == nested
    assert "<textarea" in studio.get(f"/segments/{segment.id}/").content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"row-0-name": ""}, "Row 1: name the event"),
        ({"row-0-value": "many"}, "Row 1: give the number of times"),
        ({"view": "json", "text": "{"}, "Line 1, column"),
        ({"view": "json", "text": '{"mood": "good"}'}, "mood"),
    ],
)
def test_what_is_wrong_is_said_while_typing_and_when_saving(studio: Client, typed: dict[str, str], said: str) -> None:
    for path in ("/segments/preview/", "/segments/new/"):
        answer = studio.post(path, TWICE | {"name": "Buyers"} | typed)
        assert answer.status_code in (200, 422)
        assert said in answer.content.decode()
    assert queries.segments() == []


def test_the_buttons_of_the_builder_store_nothing(studio: Client) -> None:
    html = studio.post("/segments/new/", TWICE | {"name": "Buyers", "do": "add"}).content.decode()
    assert "row-1-name" in html
    assert queries.segments() == []


def test_an_editor_reads_segments_and_may_not_change_them(editor: Client) -> None:
    segment = actions.create_segment(actor=OWNER, key="buyers", name="Buyers", condition=STORED)
    html = editor.get(f"/segments/{segment.id}/").content.decode()
    assert "disabled" in html
    assert "Save segment" not in html
    assert editor.post(f"/segments/{segment.id}/", TWICE | {"name": "Mine"}).status_code == 403
    assert editor.post("/segments/new/", TWICE | {"name": "Mine"}).status_code == 403
    assert queries.segment("buyers").name == "Buyers"


def test_an_unknown_segment_is_a_page_that_says_so(studio: Client) -> None:
    assert studio.get("/segments/999/").status_code == 404


def test_communities_are_kept_with_their_tag_and_not_overwritten(studio: Client) -> None:
    assert "No communities yet" in studio.get("/communities/").content.decode()
    typed = {"name": "Vinyl collectors", "key": "vinyl", "tag": "EN-x-Vinyl"}
    html = studio.post("/communities/new/", typed, follow=True).content.decode()
    assert "en-x-vinyl" in html
    assert studio.post("/communities/new/", typed | {"name": "Others"}).status_code == 422
    assert "language tag" in studio.post("/communities/new/", typed | {"key": "x", "tag": "??"}).content.decode()
    assert 'name="key"' not in studio.get("/communities/vinyl/edit/").content.decode()
    studio.post("/communities/vinyl/edit/", {"name": "Diggers", "key": "other", "tag": "fr-x-vinyl"})
    assert culture_queries.communities() == [Community("vinyl", "Diggers", "fr-x-vinyl")]
    assert studio.post("/communities/vinyl/edit/", {"name": "Diggers", "tag": "en vinyl"}).status_code == 422


@pytest.mark.usefixtures("database")
def test_count_and_examples_follow_the_people() -> None:
    culture.save_community(actor=OWNER, community=Community("vinyl", "Vinyl collectors", "en-x-vinyl"))
    said = [
        message(type="identify", event=None, userId=f"u{n}", traits={"name": f"Ann {n}", "community": "vinyl"})
        for n in range(8)
    ]
    send(row(batch(*said)))
    project.project_events(clock.now_us())
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_superuser(username="owner", password="a password"))
    typed = {"row-0-kind": "community", "row-0-name": "vinyl", "row-0-operator": "in", "part": "estimate"}
    html = client.post("/segments/preview/", typed).content.decode()
    assert ">8<" in html
    assert "Ann 0" in html
    assert "Ann 7" not in html
    assert ">8<" in client.get("/communities/vinyl/count/").content.decode()


@pytest.mark.usefixtures("database")
def test_names_that_were_learnt_are_offered() -> None:
    told = message(type="identify", event=None, traits={"favourite": "jazz", "plan": "pro"})
    send(row(batch(message(event="Order Completed", properties={"revenue": 12, "code": "a"}), told)))
    project.project_events(clock.now_us())
    studio = Client(SERVER_NAME="localhost")
    studio.force_login(User.objects.create_superuser(username="owner", password="a password"))
    html = studio.get("/segments/new/").content.decode()
    offered = {name: set(re.findall(r'value="([^"]*)"', part)) for name, part in DATALIST.findall(html)}
    assert {"favourite", "plan"} <= offered["trait-names"]
    assert "Order Completed" in offered["event-names"]
    assert offered["properties"] == {"revenue"}
    for kind in ("trait", "event"):
        shown = studio.post("/segments/preview/", {"part": "body", "row-0-kind": kind, "row-0-was": kind})
        assert f'list="{kind}-names"' in shown.content.decode()


@pytest.mark.usefixtures("database")
def test_a_segments_page_shows_its_size_whom_it_shares_and_what_was_found_amiss() -> None:
    said = [message(type="identify", event=None, userId=f"u{n}", traits={"a": n < 3, "b": n < 2}) for n in range(4)]
    send(row(batch(*said)))
    project.project_events(clock.now_us())
    one, two = (
        actions.create_segment(actor=OWNER, key=key, name=f"Has {key}", condition={"trait": key, "is": True})
        for key in "ab"
    )
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_superuser(username="owner", password="a password"))
    assert "counting…" in client.get("/segments/").content.decode()
    _follow()
    listed = client.get("/segments/").content.decode()
    assert ("<b>3</b>" in listed, "counting…" in listed) == (True, False)
    html = client.get(f"/segments/{one.id}/").content.decode()
    assert ("67 % of this segment" in html, f"100 % of {two.name}" in html) == (True, True)
    client.post(f"/segments/{one.id}/rebuild/")
    assert queries.is_rebuilding(one.id)
    assert "goes through everyone" in client.get(f"/segments/{one.id}/").content.decode()


@pytest.mark.usefixtures("database")
def test_a_segment_goes_unless_something_rests_on_it() -> None:
    send(row(batch(message(type="identify", event=None, userId="u1", traits={"a": True}))))
    project.project_events(clock.now_us())
    has = actions.create_segment(actor=OWNER, key="a", name="Has a", condition={"trait": "a", "is": True})
    around = actions.create_segment(actor=OWNER, key="b", name="Around", condition={"not": {"segment": "a"}})
    _follow()
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_superuser(username="owner", password="a password"))
    refused = client.post(f"/segments/{has.id}/delete/", follow=True).content.decode()
    assert "“Around” is made with “Has a”" in refused
    catalyst.create_campaign(actor=OWNER, draft=CampaignDraft(
        name="Autumn", segment_id=around.id, channel=Channel.MAIL, purpose=Purpose.NEWS, goal_keys=(),
        effect_stated=0.01, arms=(CampaignArm("nothing", "Nothing", 0, 1),), starts_at=0, ends_at=1,
    ))  # fmt: skip
    refused = client.post(f"/segments/{around.id}/delete/", follow=True).content.decode()
    assert "“Autumn” says by it whom it is for" in refused
    free = actions.create_segment(actor=OWNER, key="c", name="Free", condition={"trait": "a", "is": True})
    _follow()
    assert queries.sizes()[free.id] == 1
    client.post(f"/segments/{free.id}/delete/")
    assert [segment.name for segment in queries.segments()] == ["Around", "Has a"]
    assert free.id not in queries.sizes()


def _follow() -> None:
    while jobs.follow_segments(now=clock.now_us()):
        pass


def test_a_sequence_is_built_row_by_row_and_counted_without_a_script(studio: Client) -> None:
    typed = {
        "name": "Left it", "row-0-kind": "sequence", "row-0-name": "Cart Filled", "row-0-operator": "then_not",
        "row-0-then": "Order Completed", "row-0-days": "1",
    }  # fmt: skip
    html = studio.post("/segments/new/", typed | {"do": "count"}).content.decode()
    assert "did “Cart Filled”, and have not bought within 1 day after that" in html
    assert queries.segments() == []
    studio.post("/segments/new/", typed)
    (segment,) = queries.segments()
    assert 'value="Cart Filled"' in studio.get(f"/segments/{segment.id}/").content.decode()
