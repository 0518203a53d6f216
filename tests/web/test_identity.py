"""Identity: the rules in sight, and who may be one person, decided."""

from django.test import Client

from ninefold.context import actions as context_actions
from ninefold.context import queries as context
from ninefold.kernel import clock
from tests.web.people import someone


def test_the_team_decides_about_two_who_may_be_one(studio: Client) -> None:
    one, other, now = someone(1), someone(2), clock.now_us()
    told = [(one, other, 9.5, '{"last_name":8.0,"email":-1.5}')]
    context_actions.keep_candidates(likenesses=told, compared=2, begun_at=now, now=now)
    [(candidate, _)] = studio.get("/identity/").context["candidates"]
    html = studio.get("/identity/").content.decode()
    for words in ("more than 99 % likely", "2 people of whom enough", "They are one person", "ana1@demo.example"):
        assert words in html
    assert html.index('class="for"') < html.index('class="against"')

    assert studio.post(f"/identity/candidates/{candidate.id}/", {"word": "perhaps"}).status_code == 400
    done = studio.post(f"/identity/candidates/{candidate.id}/", {"word": "same"}, follow=True).content.decode()

    assert "They are one person now" in done
    assert "Nobody waits for your decision" in done
    assert context.person(other).id == one
    assert studio.post(f"/identity/candidates/{candidate.id}/", {"word": "two"}).status_code == 404


def test_the_page_shows_the_rules_and_the_command_that_is_missing(studio: Client) -> None:
    html = studio.get("/identity/").content.decode()
    for rule in context.identity_rules():
        assert rule.label in html
    assert context.can_compare() or "make identity" in html
