"""The team's pages of the community: the queue, decisions with reasons, answers in the company's name, experts."""

import pytest
from django.test import Client

from ninefold.community import actions, queries
from ninefold.community.types import FlagReason, PostKind
from ninefold.credibility import queries as credibility
from ninefold.kernel import clock
from ninefold.kernel.users.models import User
from tests.web.people import someone
from tests.web.test_community import asked, key_of, member


def html(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


def test_a_flagged_post_is_looked_at_kept_or_hidden_and_the_log_says_why(studio: Client, public: Client) -> None:
    ada, _ = member("Ada")
    url = asked(ada, "Which <needle>?")
    key = key_of(url)
    for name in ("Ben", "Cleo", "Dora"):
        _, flagger = member(name, since_days=2)
        actions.flag(profile_id=flagger, kind=PostKind.QUESTION, key=key, reason=FlagReason.SPAM, now=clock.now_us())
    assert "1 post of the community waits" in html(studio, "/")
    page = html(studio, "/community/queue/")
    assert "Which &lt;needle&gt;?" in page
    assert "3 × sells, or says nothing" in page
    form = {"kind": "question", "key": key, "profile": "1", "verdict": "keep"}
    refused = studio.post("/community/decide/", form | {"reason": ""}, follow=True)
    assert "Say why" in refused.content.decode()
    assert public.get(url).status_code == 404
    kept = studio.post("/community/decide/", form | {"reason": "A fair question.", "back": "https://evil.example"})
    assert kept["Location"] == "/community/queue/"
    assert public.get(url).status_code == 200
    assert "Nothing waits" in html(studio, "/community/queue/")
    log = html(studio, "/community/log/")
    assert "A fair question." in log
    assert "Olga Owner" in log


def test_who_sells_pills_is_hidden_barred_and_may_be_allowed_again(studio: Client, public: Client) -> None:
    ada, profile = member("Ada")
    url = asked(ada)
    form = {"kind": "question", "key": key_of(url), "profile": str(profile), "verdict": "hide", "bar": "1"}
    studio.post("/community/decide/", form | {"reason": "Sells pills."})
    assert public.get(url).status_code == 404
    refused = ada.post("/community/ask", {"title": "Again", "body": "", "topic": ""})
    assert "Sells pills." in refused.content.decode()
    assert "Allow again" in html(studio, "/community/log/")
    studio.post("/community/bar/", {"profile": str(profile), "do": "allow", "reason": "They wrote to us."})
    assert asked(ada, "Better now")
    for wrong in ({"kind": "x"}, {"kind": "question", "key": "none", "verdict": "keep"}, {}):
        assert studio.post("/community/decide/", wrong).status_code in (302, 404)
    assert studio.post("/community/bar/", {"profile": "999", "reason": "x"}).status_code == 302


def test_the_expert_of_the_team_answers_and_decides_nothing(db: None, public: Client) -> None:
    ada, _ = member("Ada")
    url = asked(ada)
    question = queries.question_by_key(key_of(url))
    expert = Client(SERVER_NAME="localhost")
    expert.force_login(User.objects.create_user(username="expert", password="a password", role="expert"))
    assert "Which needle?" in html(expert, "/community/")
    assert "Which needle?" in html(expert, "/community/?q=needle")
    assert "Nothing matches" in html(expert, "/community/?q=gramophone")
    assert "Keep or hide" not in html(expert, f"/community/{question.id}/")
    assert expert.post(f"/community/{question.id}/", {"body": " "}).status_code == 422
    assert expert.post(f"/community/{question.id}/", {"body": "3 mil."}).status_code == 302
    page = html(public, url)
    assert "the company" in page
    assert "from the company" in page
    assert expert.get("/community/queue/").status_code == 403
    assert expert.post("/community/decide/", {}).status_code == 403


@pytest.mark.parametrize("naming", ["ana1@demo.example", "customer-1"])
def test_a_badge_is_given_to_a_person_with_topic_and_reason_and_taken_back(studio: Client, naming: str) -> None:
    person = someone(1)
    for wrong in ("nobody@demo.example", "", "999999"):
        answer = studio.post("/community/experts/", {"person": wrong, "topic": "shellac", "reason": "Knows."})
        assert answer.status_code == 422, wrong
    given = {"person": naming, "topic": "shellac", "reason": "Restores <78s>."}
    assert studio.post("/community/experts/", given).status_code == 302
    [badge] = credibility.badges(topic="shellac")
    assert (badge.profile_id, badge.given_by[:5]) == (person, "user:")
    page = html(studio, "/community/experts/?topic=shellac")
    assert "Restores &lt;78s&gt;." in page
    assert studio.post(f"/community/experts/take/{badge.id}/").status_code == 302
    assert credibility.badges() == []
    assert studio.post(f"/community/experts/take/{badge.id}/").status_code == 404


def test_empty_pages_say_what_to_do(studio: Client) -> None:
    assert "No questions yet" in html(studio, "/community/")
    assert "No decisions yet" in html(studio, "/community/log/")
    assert "Nobody holds a badge yet" in html(studio, "/community/experts/")
    assert html(studio, "/community/99/", 404)
