"""The experts' door: asked by a mail, answered by its link or by reply, made content by the team, told and counted."""

import json
import re
from collections.abc import Iterator
from email import message_from_string
from email.message import EmailMessage
from html import unescape
from pathlib import Path

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
from ninefold.content.types import (
    About,
    Block,
    BlockKind,
    Expert,
    Priority,
    RequestState,
    Subject,
    VariantContent,
)
from ninefold.context import actions as acting
from ninefold.context import queries as context
from ninefold.currency import actions as currency
from ninefold.currency import queries as ledger
from ninefold.currency.types import Currency, Rule
from ninefold.kernel import actors, clock
from ninefold.kernel.errors import NotAllowed, NotFound
from ninefold.kernel.users.models import User
from ninefold.pipeline import expertise, known
from tests.catalyst import scene
from tests.collect.stories import send
from tests.content import gallery
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


def test_the_door_shows_the_pictures_of_its_draft_and_no_others(
    studio: Client, public: Client, settings: object, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]  # pytest-django's fixture
    shown, other = (gallery.image(gallery.photo(*size)) for size in ((1600, 1000), (800, 600)))
    item = content.create_item(actor=OWNER, title="On needles", topic="shellac")
    picture = Block("i1", BlockKind.IMAGE, Priority.DETAIL, "", image_id=shown.pk, alt="A needle, from above")
    variant = content.create_variant(
        actor=OWNER, item_id=item.id, content=VariantContent("en", "", "Needles", "", (picture,))
    )
    number = asked(an_expert(), Subject(About.DRAFT, "shellac", item_id=item.id, variant_id=variant))
    assert "[Picture: A needle, from above]" in words(public.get(door(number))), "it is not made ready yet"
    gallery.make_ready()
    page = public.get(door(number))
    assert f'<img src="{door(number)}/picture/{shown.pk}" alt="A needle, from above"' in page.content.decode()
    assert "img-src 'self'" in page["Content-Security-Policy"]
    answer = public.get(f"{door(number)}/picture/{shown.pk}")
    assert (answer.status_code, answer["Content-Type"], answer.content[:2]) == (200, "image/jpeg", b"\xff\xd8")
    assert "no-store" in answer["Cache-Control"]
    assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == ("noindex", "no-referrer")
    assert public.get(f"{door(number)}/picture/{other.pk}").status_code == 404
    assert public.get(f"/expert/forged/picture/{shown.pk}").status_code == 400
    assert 'alt="A needle, from above"' in studio.get(f"/experts/request/{number}/").content.decode()
    address, until = f"{door(number)}/picture/{shown.pk}", queries.request(number).expires_at
    content.revise_variant(actor=OWNER, variant_id=variant, content=letter())
    assert public.get(address).status_code == 404, "the draft does not show it any more"
    clock.drive(clock.from_us(until + 1))
    assert public.get(address).status_code == 400


def asked_by(name: str, *, about: str = "question") -> tuple[int, int]:
    """A request that somebody of the team sent, and the number of the question (0: a draft)."""
    asker = User.objects.create_user(
        username=name, first_name=name.title(), password="a password", role="editor", email=f"{name}@demo.example"
    )
    if about == "draft":
        item, variant = a_draft()
        subject, question = Subject(About.DRAFT, "shellac", item_id=item, variant_id=variant), 0
    else:
        question = a_question(context.person(someone(7)).profile_ids[0])
        subject = Subject(About.QUESTION, "shellac", question=community.question(question).key)
    expert = an_expert(address="ada@expert.example")
    request = expertise.ask(actor=asker.actor(), expert_id=expert.id, subject=subject, note="", now=clock.now_us())
    return request.id, question


def held_back(number: int, *, said: str) -> None:
    """After a week nobody is asked again, and who asked is told why: once by mail, and in the studio."""
    clock.drive(clock.from_us(clock.now_us() + 8 * DAY_US))
    expertise.remind_experts(clock.now_us())
    expertise.remind_experts(clock.now_us())
    assert len(mails(ServiceKind.EXPERT)) == 1, "the first mail, and no other"
    [told] = mails(ServiceKind.TEAM)
    assert (told.address, told.subject) == ("eve@demo.example", "Ada Byron was not asked again")
    assert said in " ".join(told.text.split())
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="eve"))
    assert "Ada Byron was not asked again" in words(client.get("/"))
    assert said in words(client.get(f"/experts/request/{number}/"))
    assert "asked again" not in words(client.get("/experts/came-in/")).partition("Still with the experts")[2]


def test_whose_mail_came_back_is_not_asked_again_and_who_asked_is_told() -> None:
    number, _ = asked_by("eve")
    [mail] = mails(ServiceKind.EXPERT)
    Service.objects.filter(pk=mail.pk).update(
        status="refused", reason="It came back: no such user", ended_at=clock.from_us(clock.now_us())
    )
    held_back(number, said="Mail to Ada Byron came back, so they were not asked again about “Which needle?”")


def test_whose_address_is_dead_is_not_asked_again() -> None:
    number, _ = asked_by("eve", about="draft")
    now = clock.from_us(clock.now_us())
    Delivery.objects.create(
        intent_id=1, campaign_id=1, profile_id=1, arm="a", item_id=1, channel="mail", purpose="news", expires_at=now,
        status="refused", created_at=now, ended_at=now, address="ada@expert.example", is_address_dead=True,
    )  # fmt: skip
    held_back(number, said="Mail to Ada Byron came back, so they were not asked again about “On needles”")


def test_to_whom_nothing_is_to_go_is_not_asked_again_unless_they_said_yes_since() -> None:
    number, _ = asked_by("eve")
    assert not context.is_suppressed("ada@expert.example")
    acting.suppress(actor=OWNER, address="Ada@Expert.example", how="She rang.", now=clock.now_us())
    assert context.is_suppressed("ada@expert.example")
    held_back(number, said="nothing is to go to Ada Byron's address")


@pytest.mark.parametrize("by", ["asker", "company", "expert"])
def test_what_is_answered_meanwhile_is_not_asked_again(by: str) -> None:
    number, question = asked_by("eve")
    now = clock.now_us()
    if by == "company":
        forum.answer_as_company(actor=OWNER, question_id=question, body="A wide one.", now=now)
    elif by == "asker":
        asker = community.question(question).profile_id
        helper = context.person(someone(8)).profile_ids[0]
        answer = forum.answer(profile_id=helper, question_id=question, body="A wide one.", now=now)
        forum.accept(profile_id=asker, answer_id=answer, now=now)
    else:
        other = an_expert("Bo", address="bo@example.org")
        subject = Subject(About.QUESTION, "shellac", question=community.question(question).key)
        second = actions.ask_expert(actor=OWNER, expert_id=other.id, subject=subject, note="", now=now)
        actions.answer_request(request_id=second.id, text="A wide one.", now=now)
        actions.set_posted(actor=OWNER, request_id=second.id, answer="any", now=now)
    held_back(number, said="Ada Byron was not asked again: “Which needle?” is answered meanwhile.")


def test_a_word_of_a_member_alone_is_no_answer_that_ends_the_asking() -> None:
    number, question = asked_by("eve")
    helper = context.person(someone(8)).profile_ids[0]
    forum.answer(profile_id=helper, question_id=question, body="Perhaps a wide one?", now=clock.now_us())
    clock.drive(clock.from_us(clock.now_us() + 8 * DAY_US))
    assert expertise.remind_experts(clock.now_us()) == 1
    assert len(mails(ServiceKind.EXPERT)) == 2
    assert queries.request(number).held_back is None


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
