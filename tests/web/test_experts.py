"""The experts' door: asked by a mail, answered by its link or by reply, made content by the team, told and counted."""

import json
import re
from collections.abc import Iterator
from email import message_from_string
from email.message import EmailMessage
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client

from ninefold.adapt import fit
from ninefold.catalyst.types import CampaignArm
from ninefold.channel import serving, tokens
from ninefold.channel.models import Delivery, Service
from ninefold.channel.types import ServiceKind
from ninefold.collect import queries as collected
from ninefold.collect.intake.rows import IntakeRow
from ninefold.collect.types import EventName, NewEvent, Trust
from ninefold.community import actions as forum
from ninefold.community import queries as community
from ninefold.content import actions as content
from ninefold.content import queries as contents
from ninefold.content.experts import actions, queries
from ninefold.content.types import About, Expert, RequestState, Subject
from ninefold.context import queries as context
from ninefold.currency import actions as currency
from ninefold.currency import queries as ledger
from ninefold.currency.types import Currency, Rule
from ninefold.kernel import actors, clock
from ninefold.kernel.errors import NotAllowed, NotFound
from ninefold.pipeline import expertise, known
from tests.catalyst import scene
from tests.collect.stories import send
from tests.content.scene import ANALYST, installed, letter
from tests.web.people import learn, someone

OWNER = actors.system("test")
ADA = {"name": "Ada Byron", "address": "ana1@demo.example", "byline": "Ada Byron, cutting engineer",
       "topics": "shellac, needles", "wants_mail": "on"}  # fmt: skip
ANSWER = "A wide needle, 3 mil.\n\nNot the {{ narrow }} one."
DAY_US = 86_400_000_000


@pytest.fixture(autouse=True)
def _stage(database: object) -> Iterator[None]:
    with installed(fit.report):
        yield


def words(response: HttpResponse) -> str:
    """The page as it is read."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def an_expert(
    name: str = "Ada Byron", *, address: str = ADA["address"], topics: tuple[str, ...] = ("shellac",)
) -> Expert:
    expert = Expert(name, address, f"{name}, cutting engineer", topics)
    return actions.save_expert(actor=OWNER, expert=expert, now=clock.now_us())


def a_draft(*, is_public: bool = False) -> tuple[int, int]:
    item = content.create_item(
        actor=OWNER, title="On needles", topic="shellac", form_factors=("mail",), is_public=is_public
    )
    return item.id, content.create_variant(actor=OWNER, item_id=item.id, content=letter())


def a_question(asker: int) -> int:
    learn([])
    return forum.ask(profile_id=asker, title="Which needle?", body="For 78s.", topic="shellac", now=clock.now_us())


def asked(expert: Expert, subject: Subject) -> int:
    return expertise.ask(actor=OWNER, expert_id=expert.id, subject=subject, note="Briefly!", now=clock.now_us()).id


def asked_of_draft() -> tuple[int, int, int]:
    """The request, the item and the variant."""
    item, variant = a_draft()
    return asked(an_expert(), Subject(About.DRAFT, "shellac", item_id=item, variant_id=variant)), item, variant


def asked_of_question(expert: Expert | None = None) -> tuple[int, int]:
    """The request and the question."""
    number = a_question(context.person(someone(7)).profile_ids[0])
    key = community.question(number).key
    return asked(expert or an_expert(), Subject(About.QUESTION, "shellac", question=key)), number


def mails(kind: ServiceKind) -> list[Service]:
    return list(Service.objects.filter(kind=kind.value).order_by("pk"))


def door(request_id: int) -> str:
    expires = queries.request(request_id).expires_at
    return f"/expert/{tokens.expert_token(request_id, expires)}"


def test_an_expert_is_named_found_and_taken_off_the_list(studio: Client) -> None:
    assert "No experts yet" in words(studio.get("/experts/"))
    wrong = studio.post("/experts/new/", {**ADA, "byline": "Ada | Byron"})
    assert wrong.status_code == 422
    assert "leave out bars" in words(wrong)
    studio.post("/experts/new/", ADA)
    [expert] = queries.experts()
    assert (expert.byline, expert.topics, expert.may_be_asked) == (ADA["byline"], ("shellac", "needles"), True)
    twice = studio.post("/experts/new/", {**ADA, "address": ADA["address"].upper()})
    assert "on the list already" in words(twice)
    studio.post(f"/experts/{expert.id}/edit/", {**ADA, "name": "Augusta", "wants_mail": ""})
    assert "not by mail" in words(studio.get("/experts/"))
    studio.post(f"/experts/{expert.id}/")
    assert queries.experts() == []


def test_only_who_edits_content_keeps_experts() -> None:
    expert = an_expert()
    with pytest.raises(NotAllowed):
        actions.delete_expert(actor=ANALYST, expert_id=expert.id)


def test_a_draft_is_commented_by_the_link_and_the_comment_stands_beside_it(studio: Client, public: Client) -> None:
    item, variant = a_draft(is_public=True)
    expert = an_expert()
    page = studio.get(f"/experts/ask/draft/{item}/")
    assert "knows it" in words(page)
    studio.post(f"/experts/ask/draft/{item}/", {"expert": expert.id, "note": "Is this right?"})
    [mail] = mails(ServiceKind.EXPERT)
    link = re.search(r"http://[^/]+(/expert/\S+)", mail.text)
    assert link
    shown = words(public.get(link[1]))
    assert "The autumn box is here" in shown
    assert "Is this right?" in shown
    assert queries.came_in() == []
    public.post(link[1], {"do": "answer", "text": "Say 3 mil."})
    [came] = queries.came_in()
    assert (came.state, came.answer, came.came_by) == (RequestState.ANSWERED, "Say 3 mil.", "page")
    assert "Ada Byron answered as an expert" in words(studio.get("/"))
    studio.post(f"/experts/request/{came.id}/", {"do": "comment"})
    assert "Say 3 mil." in words(studio.get(f"/content/{item}/"))
    assert expertise.tell_experts(clock.now_us()) == 0, "nothing was published since"
    content.publish(actor=OWNER, variant_id=variant)
    assert expertise.tell_experts(clock.now_us()) == 0, "that was written before the comment"
    content.revise_variant(actor=OWNER, variant_id=variant, content=letter(text="Say 3 mil."))
    content.publish(actor=OWNER, variant_id=variant)
    assert expertise.tell_experts(clock.now_us()) == 1
    [told] = mails(ServiceKind.EXPERT_TOLD)
    assert "helped" in told.text
    assert f"/content/{contents.item(item).uuid}" in told.text, "what anyone may read is linked itself"


def test_an_answer_becomes_an_item_whose_byline_no_form_may_lose(studio: Client, public: Client) -> None:
    number, _ = asked_of_question()
    public.post(door(number), {"do": "answer", "text": ANSWER})
    wrong = studio.post(f"/experts/request/{number}/", {"do": "item", "title": "", "tag": "en"})
    assert wrong.status_code == 422
    studio.post(f"/experts/request/{number}/", {"do": "item", "title": "Needles", "tag": "en", "is_checked": "on"})
    request = queries.request(number)
    item = contents.item(request.used_item_id)
    assert (request.state, item.title, item.topic) == (RequestState.ITEM, "Needles", "shellac")
    [variant_id] = re.findall(r"variant/edit/(\d+)/", studio.get(f"/content/{item.id}/").content.decode())[:1]
    blocks = contents.draft(int(variant_id)).blocks
    assert [one.text for one in blocks] == [
        "Needles", "A wide needle, 3 mil.", "Not the (( narrow )) one.", "Ada Byron, cutting engineer",
    ]  # fmt: skip
    assert "Ada Byron, cutting engineer" in blocks[-1].must_keep
    claims = {one.text: one for one in contents.claims_of(item.id, set())}
    assert claims["3"].source.startswith("Ada Byron, cutting engineer")
    assert claims["3"].verified_by == "Olga Owner"
    assert expertise.tell_experts(clock.now_us()) == 0, "nobody is told before it is published"
    content.publish(actor=OWNER, variant_id=int(variant_id))
    mail = fit.report(contents.draft(int(variant_id)))
    assert "mail" in mail.fits
    assert expertise.tell_experts(clock.now_us()) == 1
    assert expertise.tell_experts(clock.now_us()) == 0
    [told] = mails(ServiceKind.EXPERT_TOLD)
    link = re.search(r"http://[^/]+(/expert/[^\s#]+)", told.text)
    assert link
    assert "A wide needle, 3 mil." in words(public.get(link[1]))
    again = studio.post(f"/experts/request/{number}/", {"do": "thank"})
    assert again.status_code == 422


def test_without_its_byline_the_item_is_not_published(studio: Client, public: Client) -> None:
    number, _ = asked_of_question()
    public.post(door(number), {"do": "answer", "text": "A wide one."})
    item_id = actions.use_in_item(
        actor=OWNER, request_id=number, title="Needles", tag="en", is_checked=False, now=clock.now_us()
    )
    variant = content.create_variant(actor=OWNER, item_id=item_id, content=letter("de"))
    assert any("Ada Byron, cutting engineer" in one.message for one in contents.draft_problems(variant))


def test_a_reply_by_mail_is_an_answer(studio: Client) -> None:
    number, _ = asked_of_question()
    [mail] = mails(ServiceKind.EXPERT)
    head = message_from_string(_as_sent(mail))
    recipient = head["Reply-To"].strip("<>")
    assert recipient.startswith("expert+")
    _replied(recipient, "Take the wide one.\n\nOn Mon, Shop <s@x> wrote:\n> Can you help?\n")
    _replied(recipient, "I am away.", Auto_Submitted="auto-replied")
    request = queries.request(number)
    assert (request.state, request.answer, request.came_by) == (RequestState.ANSWERED, "Take the wide one.", "mail")
    assert "Take the wide one." in words(studio.get(f"/experts/request/{number}/"))
    assert Service.objects.get(pk=mail.pk).status == mail.status, "a reply is no bounce"
    assert collected.quarantine_count() == 0


def test_what_a_browser_claims_is_no_reply(studio: Client) -> None:
    number, _ = asked_of_question()
    [mail] = mails(ServiceKind.EXPERT)
    said = {"service_id": mail.pk, "text": "Buy at spam.example"}
    learn(
        [
            NewEvent(
                "forged", EventName.EXPERT_REPLIED, clock.now_us(), user_id="x", trust=Trust.BROWSER, properties=said
            )
        ]
    )
    assert queries.request(number).state is RequestState.ASKED


def test_an_expert_passes_it_on_and_is_asked_no_more(studio: Client, public: Client) -> None:
    number, question = asked_of_question()
    page = door(number)
    assert "Do not ask me again" in words(public.get(page))
    assert queries.request(number).expert.may_be_asked, "programs that look into mail only GET"
    public.post(page, {"do": "pass", "hint": "Charles"})
    assert "Charles" in words(studio.get(f"/experts/request/{number}/"))
    public.post(page, {"do": "stop"})
    assert not queries.request(number).expert.may_be_asked
    said = studio.get(f"/experts/ask/question/{question}/")
    assert "Nobody to ask yet" in words(said)
    refused = studio.post(f"/experts/ask/question/{question}/", {"expert": queries.experts()[0].id})
    assert "does not want to be asked" in words(refused)
    public.post(page, {"do": "resume"})
    assert queries.request(number).expert.may_be_asked


def test_who_does_not_answer_is_asked_once_more_and_a_reply_to_either_mail_is_an_answer(studio: Client) -> None:
    number, _ = asked_of_question()
    began = clock.now_us()
    assert expertise.remind_experts(began + 6 * DAY_US) == 0
    assert expertise.remind_experts(began + 7 * DAY_US + 1) == 1
    assert expertise.remind_experts(began + 8 * DAY_US) == 0, "nobody is pressed"
    first, second = mails(ServiceKind.EXPERT)
    assert second.subject == "Still time to help: Which needle?"
    assert "within 6 days" in second.text
    assert door(number) in second.text
    assert "asked again" in words(studio.get("/experts/came-in/"))
    for mail, text in ((second, "A wide one."), (first, "3 mil.")):
        _replied(message_from_string(_as_sent(mail))["Reply-To"].strip("<>"), f"{text}\n")
    assert queries.request(number).answer == "A wide one.\n\n3 mil."


def test_who_answered_or_wants_no_mail_is_not_asked_again(studio: Client) -> None:
    answered, _ = asked_of_question()
    stopped = an_expert("Bo", address="bo@example.org")
    item, variant = a_draft()
    number = asked(stopped, Subject(About.DRAFT, "shellac", item_id=item, variant_id=variant))
    actions.answer_request(request_id=answered, text="A wide one.", now=clock.now_us())
    actions.hear_of_requests(request_id=number, is_wanted=False, now=clock.now_us())
    assert expertise.remind_experts(clock.now_us() + 8 * DAY_US) == 0
    clock.drive(clock.from_us(clock.now_us() + 15 * DAY_US))
    assert "No answer in time" in words(studio.get("/experts/came-in/"))


def test_the_door_is_for_one_request_and_a_time(public: Client) -> None:
    number, _ = asked_of_question()
    until = queries.request(number).expires_at
    assert public.get("/expert/forged").status_code == 400
    assert public.get(f"/expert/{tokens.answers_token(number)}").status_code == 400
    later = f"/expert/{tokens.expert_token(number, until + DAY_US)}"
    clock.drive(clock.from_us(until + 1))
    assert public.get(door(number)).status_code == 400
    assert public.post(later, {"do": "answer", "text": "Late."}).status_code == 422
    assert queries.request(number).answer == ""
    actions.delete_expert(actor=OWNER, expert_id=queries.experts()[0].id)
    assert public.get(later).status_code == 404


def test_an_answer_stands_in_the_community_with_its_byline(studio: Client, public: Client) -> None:
    number, question = asked_of_question(an_expert(address="nobody@example.org"))
    public.post(door(number), {"do": "answer", "text": "A wide one."})
    studio.post(f"/experts/request/{number}/", {"do": "answer"})
    [answer] = community.answers(question)
    assert answer.body == "A wide one.\n\nAda Byron, cutting engineer"
    assert expertise.tell_experts(clock.now_us()) == 1
    assert f"/community/q/{community.question(question).key}" in mails(ServiceKind.EXPERT_TOLD)[0].text


def test_who_asks_is_offered_who_helped_most_then_who_was_asked_least(studio: Client) -> None:
    busy, idle = (an_expert(name, address=f"{name}@example.org") for name in ("busy", "idle"))
    an_expert("other", address="other@example.org", topics=("jazz",))
    asked_of_question(busy)
    item, _ = a_draft()
    page = studio.get(f"/experts/ask/draft/{item}/").content.decode()
    places = [page.index(f"{name}, cutting engineer") for name in ("idle", "busy", "other")]
    assert places == sorted(places)
    assert f'value="{idle.id}" checked' in page


def test_published_words_are_counted_and_recognised_by_a_rule_of_a_currency(studio: Client, public: Client) -> None:
    person = someone(1)
    currency.define_currency(actor=OWNER, currency=Currency("respect", "Respect", is_money_like=False, floor=0))
    currency.save_rule(actor=OWNER, rule=Rule("expert", EventName.EXPERTISE_GIVEN, "respect", "", 5))
    number, _ = asked_of_question()
    public.post(door(number), {"do": "answer", "text": "A wide one."})
    item_id = actions.use_in_item(
        actor=OWNER, request_id=number, title="Needles", tag="en", is_checked=False, now=clock.now_us()
    )
    [variant_id] = re.findall(r"variant/edit/(\d+)/", studio.get(f"/content/{item_id}/").content.decode())[:1]
    content.publish(actor=OWNER, variant_id=int(variant_id))
    expertise.tell_experts(clock.now_us())
    learn([])
    learn([])
    own = context.person(person).profile_ids
    assert ledger.balance(own, "respect") == 5
    sent = scene.a_campaign(arms=(CampaignArm("letter", "Letter", item_id, 1),)).id
    now = clock.from_us(clock.now_us())
    for profile, opened in ((1, now), (1, now), (2, now), (3, None)):
        Delivery.objects.create(
            intent_id=Delivery.objects.count() + 1, campaign_id=sent, profile_id=profile, arm="a", item_id=item_id,
            channel="mail", purpose="news", expires_at=now, status="delivered", created_at=now, ended_at=now,
            opened_at=opened,
        )  # fmt: skip
    said = words(studio.get(f"/experts/{queries.experts()[0].id}/"))
    assert "Asked 1 · answered 1 · used 1 · read by 2 people" in said


def test_an_expert_who_is_thanked_earns_nothing_and_is_told_so(studio: Client, public: Client) -> None:
    someone(1)
    number, _ = asked_of_question()
    public.post(door(number), {"do": "answer", "text": "No idea."})
    studio.post(f"/experts/request/{number}/", {"do": "thank"})
    expertise.tell_experts(clock.now_us())
    assert "Thank you" in mails(ServiceKind.EXPERT_TOLD)[0].text
    learn([])
    [person] = context.find(ADA["address"])
    assert EventName.EXPERTISE_GIVEN not in {one.name for one in collected.timeline(person.profile_ids)}


def test_what_is_kept_of_an_expert_is_handed_out_and_erased_with_the_person(public: Client) -> None:
    person = context.person(someone(1))
    number, _ = asked_of_question(an_expert(address="Ana1@Demo.example"))
    other = an_expert("Bob", address="bob@example.org")
    public.post(door(number), {"do": "answer", "text": "A wide one."})
    held = known.export(person.profile_ids)["content"]
    assert [row["byline"] for row in held["content_expert"]] == ["Ada Byron, cutting engineer"]
    assert [row["answer"] for row in held["content_expert_request"]] == ["A wide one."]
    for room in reversed(known.ROOMS):
        room.erase(person.profile_ids)
    assert queries.experts() == [other]
    with pytest.raises(NotFound):
        queries.request(number)


def _as_sent(mail: Service) -> str:
    """The mail as it is handed over."""
    taken = serving._Taken(mail.pk, mail.kind, mail.profile_id, mail.address, mail.subject, mail.text, mail.html, 0, 1)
    return serving._outgoing(taken, clock.now_us()).content.decode()


def _replied(recipient: str, text: str, **headers: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = ADA["address"], recipient, "Re: Can you help?"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    facts = json.dumps({"recipient": recipient})
    send(IntakeRow("mail", 0, int(Trust.LINK), clock.now_us(), mail.as_bytes(), facts))
    learn([])
