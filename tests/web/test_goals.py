"""The goals' pages: an empty list that helps, a goal that stays, an open that is refused in words."""

import pytest
from django.test import Client

from ninefold.culture import actions, queries
from ninefold.culture.types import Goal
from ninefold.kernel import actors
from tests.web.people import someone

OWNER = actors.system("test")
BUYS = Goal("buys-again", "Buys again", "Order Completed", {}, 1990, 28)
ROWS = {"property-TOTAL_FORMS": "1", "property-INITIAL_FORMS": "0"}
TYPED = ROWS | {"name": "Buys again", "event_name": "Order Completed", "value": "19.90", "window_days": "28"}


def test_an_empty_list_says_what_a_goal_is(studio: Client) -> None:
    html = studio.get("/goals/").content.decode()
    assert "No goals yet" in html
    assert 'href="/goals/new/"' in html


def test_a_goal_typed_is_kept_to_the_cent_and_shown_as_stated(studio: Client) -> None:
    rows = {
        "property-TOTAL_FORMS": "3", "property-0-name": "kind", "property-0-value": "gift",
        "property-2-name": "shop", "property-2-value": "Lisbon",
    }  # fmt: skip
    answer = studio.post("/goals/new/", TYPED | rows, follow=True)
    wanted = {"kind": "gift", "shop": "Lisbon"}
    assert queries.goals() == [Goal("buys-again", "Buys again", "Order Completed", wanted, 1990, 28)]
    html = answer.content.decode()
    assert "where shop is Lisbon" in html
    assert 'data-name="Reached when">Bought<' in html
    stands = studio.get("/goals/buys-again/").content.decode()
    assert stands.count('value="Lisbon"') == 1
    assert 'name="property-2-value"' in stands
    assert "19.90" in html
    assert "stated" in html


def test_a_goal_gets_one_more_row_and_a_value_needs_its_property(studio: Client) -> None:
    html = studio.post("/goals/new/", TYPED | {"do": "add", "property-0-name": "kind"}).content.decode()
    assert 'value="kind"' in html
    assert 'name="property-1-name"' in html
    assert "<html" not in html
    answer = studio.post("/goals/new/", TYPED | {"property-0-value": "gift"})
    assert answer.status_code == 422
    assert "Name the property" in answer.content.decode()


@pytest.mark.parametrize("event", ["Message Opened", "Email Opened", "Page View", "Link Clicked"])
def test_an_open_is_not_a_goal_and_the_page_says_so(studio: Client, event: str) -> None:
    answer = studio.post("/goals/new/", TYPED | {"event_name": event})
    assert answer.status_code == 422
    assert "cannot be a goal" in answer.content.decode()
    assert queries.goals() == []


def test_a_second_goal_of_the_same_name_changes_nothing(studio: Client) -> None:
    actions.define_goal(actor=OWNER, goal=BUYS)
    answer = studio.post("/goals/new/", TYPED | {"event_name": "Friend Invited"})
    assert answer.status_code == 422
    assert queries.goals() == [BUYS]


def test_a_goal_is_changed_under_its_key(studio: Client) -> None:
    actions.define_goal(actor=OWNER, goal=BUYS)
    assert 'value="19.9' in studio.get("/goals/buys-again/").content.decode()
    studio.post("/goals/buys-again/", TYPED | {"name": "Comes back", "window_days": "60"})
    assert [(goal.key, goal.name, goal.window_days) for goal in queries.goals()] == [("buys-again", "Comes back", 60)]


def test_an_editor_sees_goals_and_may_not_change_them(editor: Client) -> None:
    html = editor.get("/goals/").content.decode()
    assert "Goals" in html
    assert "New goal</a>" not in html
    for path in ("/goals/new/", "/goals/buys-again/"):
        actions.define_goal(actor=OWNER, goal=BUYS)
        answer = editor.post(path, TYPED | {"name": "Mine"})
        assert answer.status_code == 403
        assert "culture.edit" in answer.content.decode()
    assert queries.goals() == [BUYS]


def test_a_goal_says_how_often_and_by_how_many_people(studio: Client) -> None:
    actions.define_goal(actor=OWNER, goal=BUYS)
    someone(1, orders=3)
    assert "<b>3</b> by 1 person" in studio.get("/goals/reached/").content.decode()


def test_counts_of_an_empty_log_are_said_in_words(studio: Client) -> None:
    actions.define_goal(actor=OWNER, goal=BUYS)
    assert "not once" in studio.get("/goals/reached/").content.decode()
