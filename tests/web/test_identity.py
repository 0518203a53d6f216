"""Identity: the rules in sight, and who may be one person, decided."""

from django.test import Client

from ninefold.context import actions as context_actions
from ninefold.context import jobs
from ninefold.context import queries as context
from ninefold.kernel import clock
from ninefold.kernel.actors import Role
from ninefold.kernel.users.models import User
from tests.context.events import identify, take
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
    for rule in context.identity_rules().kinds:
        assert rule.label in html
    assert context.can_compare() or "make identity" in html


def typed(**changed: str) -> dict[str, str]:
    """The rules as Ninefold comes with them, as their page posts them, but for what is changed."""
    return {
        "devices": "200", "email_joins": "yes", "email_most": "10", "phone_joins": "yes", "phone_most": "10",
        "phone_days": "180", "roles": ", ".join(context.identity_rules().roles), "reason": "Cards are personal.",
        "own-TOTAL_FORMS": "1", "own-INITIAL_FORMS": "0", "own-0-label": "", "own-0-told_by": "trait",
        "own-0-joins": "yes", "own-0-most": "10",
    } | changed  # fmt: skip


CARD = {
    "own-0-label": "Loyalty card", "own-0-told_by": "external", "own-0-trait": "loyalty", "own-0-joins": "yes",
    "own-0-most": "5",
}  # fmt: skip


def test_a_kind_of_ones_own_is_seen_before_it_holds_joins_and_is_taken_back(studio: Client) -> None:
    card = {"externalIds": [{"id": "C 7", "type": "loyalty", "collection": "users", "encoding": "none"}]}
    account, till = take([identify("ann", context=card), identify(anonymous="till", context=card)])

    assert "reason" in studio.post("/identity/rules/", typed(reason="")).context["typed"].limits.errors
    assert "needs a name" not in studio.post("/identity/rules/", typed(**CARD), follow=True).content.decode()
    assert studio.post("/identity/rules/draft/").status_code == 400  # nothing is applied unseen
    while jobs.follow_rules(now=clock.now_us()):
        pass
    html = studio.get("/identity/rules/draft/").content.decode()
    assert "<b>2</b> people would be joined, and be <b>1</b> from then on" in html
    assert "<b>0</b>" not in html  # nothing is said of what would not happen
    assert "Loyalty card C 7" in html
    assert context.person(account).id != context.person(till).id

    studio.post("/identity/rules/draft/")
    assert context.rules_versions()[0].is_under_way
    while jobs.follow_rules(now=clock.now_us()):
        pass
    assert context.person(till).id == account
    assert [person.id for person in context.find("C 7", limit=2)] == [account]
    page = studio.get(f"/people/{account}/").content.decode()
    assert "both have the loyalty card C 7" in page
    assert "Cards are personal." in page

    events = [identify(anonymous="again", context=card), identify(anonymous="other", context={"externalIds": [{}]})]
    context_actions.bury(context.marks([("loyalty_card", "C 7")]), erased_at=clock.now_us())
    assert context_actions.refuse_events(events) == {0}, "a card of somebody erased brings nobody back"

    studio.post("/identity/rules/changes/0/restore/")
    while jobs.follow_rules(now=clock.now_us()):
        pass
    assert "would be split into <b>2</b>" in studio.get("/identity/rules/draft/").content.decode()
    studio.post("/identity/rules/draft/")
    while jobs.follow_rules(now=clock.now_us()):
        pass
    assert context.person(till).id != context.person(account).id
    html = studio.get("/identity/rules/changes/").content.decode()
    assert html.index("Loyalty card: taken out") < html.index("Loyalty card: new")


def test_who_may_not_change_the_rules_sees_them(studio: Client, member: User) -> None:
    User.objects.filter(pk=member.pk).update(role=Role.MARKETER.value)
    assert "Change the rules" not in studio.get("/identity/").content.decode()
    assert studio.post("/identity/rules/", typed()).status_code == 403
    assert studio.get("/identity/rules/changes/").status_code == 200
