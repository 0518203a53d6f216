"""Sign-up forms: nothing holds before the button, a yes keeps its words, nobody learns who is known."""

import re

import pytest
from django.test import Client

from ninefold.channel import tokens as links
from ninefold.channel.models import Service
from ninefold.collect import queries as collect
from ninefold.collect.types import EventName
from ninefold.context import actions, queries
from ninefold.context.persondata import ContextData
from ninefold.context.types import Ask, Asked, ConsentStatus, Form, FormText
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import actors, clock
from ninefold.kernel.errors import BadInput
from tests.web.people import learn, someone

TEAM = actors.system("test")
NEWS = Ask(Purpose.NEWS, Channel.MAIL, "Yes, write me what is new.")
OFFERS = Ask(Purpose.OFFERS, Channel.MAIL, "Yes, tell me of offers.")
TRAITS = (Asked("name", "Your name"), Asked("city", "Your city"), Asked("size", "Your size"))
ADDRESS = "nina@example.org"


def kept(*asks: Ask, key: str = "letters", **said: object) -> Form:
    text = FormText("Our letters", "Twice a month.", asks or (NEWS, OFFERS), TRAITS, ("en", "de"))
    return actions.save_form(
        actor=TEAM, key=key, text=text, is_open=bool(said.get("is_open", True)), now=clock.now_us()
    )


def links_to(address: str) -> list[str]:
    mailed = Service.objects.filter(address=address).order_by("pk")
    return [re.findall(r"https?://[^/]+(/confirm/\S+)", one.text)[0] for one in mailed]


def posted(public: Client, **more: str) -> str:
    """Post the form as a stranger; the path of the mailed link."""
    answer = public.post("/forms/letters", {"email": ADDRESS, "news.mail": "1", "city": " Lisbon ", **more})
    assert answer.status_code == 200, answer.content.decode()
    return links_to(ADDRESS)[-1]


def person_of(address: str) -> int:
    learn([])
    [found] = queries.find(address, limit=2)
    return found.id


def test_nothing_holds_before_the_button_and_the_yes_carries_its_words(public: Client, db: None) -> None:
    kept()
    link = posted(public)
    for _ in range(2):
        assert NEWS.wording in public.get(link).content.decode()
    learn([])
    assert queries.find(ADDRESS, limit=2) == []
    assert public.post(link).status_code == 200
    person = person_of(ADDRESS)
    [said] = queries.consents(person)
    assert (said.purpose, said.status) == (Purpose.NEWS, ConsentStatus.GRANTED)
    proof = said.evidence
    assert (proof["form"], proof["version"], proof["wording"], proof["address"]) == (
        "letters",
        1,
        NEWS.wording,
        ADDRESS,
    )
    assert proof["asked_at"] <= proof["confirmed_at"]
    assert queries.person(person).traits["city"] == "Lisbon"
    told = [one for one in collect.timeline([person]) if one.name == EventName.FORM_SUBMITTED]
    assert [one.properties["agreed"] for one in told] == [["news.mail"]]
    assert public.post(link).status_code == 410
    assert len(queries.consent_history(person)) == 1


def test_a_changed_wording_is_a_new_version_and_an_old_post_agrees_to_the_old(public: Client, db: None) -> None:
    kept()
    link = posted(public)
    changed = kept(Ask(Purpose.NEWS, Channel.MAIL, "Yes, and share it."), OFFERS)
    assert changed.version == 2
    assert kept(Ask(Purpose.NEWS, Channel.MAIL, "Yes, and share it."), OFFERS).version == 2
    assert NEWS.wording in public.get(link).content.decode()
    public.post(link)
    [said] = queries.consents(person_of(ADDRESS))
    assert (said.evidence["version"], said.evidence["wording"]) == (1, NEWS.wording)
    assert [one.version for one in queries.form_versions("letters")] == [2, 1]


def test_words_that_changed_after_they_were_read_are_shown_again(public: Client, db: None) -> None:
    kept()
    [read] = re.findall(r'name="version" value="(\d+)"', public.get("/forms/letters").content.decode())
    kept(NEWS, Ask(Purpose.OFFERS, Channel.MAIL, "Yes, write me daily and tell partners."))
    token = links.preferences_token(0, someone())
    for path in ("/forms/letters", f"/forms/letters/{token}"):
        answer = public.post(path, {"email": ADDRESS, "offers.mail": "1", "version": read})
        shown = answer.content.decode()
        assert (answer.status_code, "have changed" in shown, "tell partners" in shown) == (400, True, True)
        assert not re.search(r'name="offers.mail"[^>]* checked', shown)
    assert links_to(ADDRESS) == []


def test_the_answer_is_the_same_for_known_unknown_and_the_trap(public: Client, db: None) -> None:
    kept()
    someone()
    known, unknown = "ana1@demo.example", "nobody@example.org"
    pages = [
        public.post("/forms/letters", {"email": one, "news.mail": "1"}).content.decode().replace(one, "x")
        for one in (known, unknown)
    ]
    assert pages[0] == pages[1]
    caught = public.post("/forms/letters", {"email": ADDRESS, "news.mail": "1", "website": "spam"})
    assert caught.content.decode().replace(ADDRESS, "x") == pages[0]
    assert links_to(ADDRESS) == []


def test_one_mailbox_gets_five_links_an_hour_and_ten_a_day(public: Client, db: None) -> None:
    kept()
    for _ in range(5):
        posted(public)
    asked = {"email": ADDRESS, "news.mail": "1"}
    assert public.post("/forms/letters", asked).status_code == 429
    assert queries.form_counts()["letters"].pending == 5
    codes = []
    for _ in range(6):
        clock.drive(clock.from_us(clock.now_us() + 3_600_000_001))
        codes.append(public.post("/forms/letters", asked).status_code)
    assert codes == [200] * 5 + [429], "ten a day"
    assert "within the day" in public.post("/forms/letters", asked).content.decode()


def test_what_is_no_sign_up_is_refused_in_words(public: Client, db: None) -> None:
    kept()
    for fields, words in (({"email": "x"}, "address"), ({"email": ADDRESS}, "Tick at least one")):
        answer = public.post("/forms/letters", fields | ({"news.mail": "1"} if fields["email"] == "x" else {}))
        assert answer.status_code == 400
        assert words in answer.content.decode()
    kept(is_open=False)
    assert "closed" in public.get("/forms/letters").content.decode()
    assert public.post("/forms/letters", {"email": ADDRESS, "news.mail": "1"}).status_code == 400
    assert public.get("/forms/none").status_code == 404
    for refused in (Ask(Purpose.NEWS, Channel.SMS, "Yes"), Ask(Purpose.SERVICE, Channel.MAIL, "Yes")):
        with pytest.raises(BadInput):
            kept(refused, key="other")


def test_a_browser_that_wants_no_profiling_is_asked_nothing(public: Client, db: None) -> None:
    kept()
    headers = {"Sec-GPC": "1", "Origin": "https://shop.example.com"}
    assert 'name="city"' not in public.get("/forms/letters", headers=headers).content.decode()
    public.post("/forms/letters", {"email": ADDRESS, "news.mail": "1", "city": "Lisbon"}, headers=headers)
    public.post(links_to(ADDRESS)[-1])
    person = person_of(ADDRESS)
    [said] = queries.consents(person)
    assert (said.evidence["gpc"], "site" in said.evidence) == (True, False)
    assert "city" not in queries.person(person).traits


def test_who_came_by_a_signed_link_is_asked_two_things_that_are_not_known(public: Client, db: None) -> None:
    kept()
    person = someone()
    address = f"/forms/letters/{links.preferences_token(9, person)}"
    html = public.get(address).content.decode()
    assert re.findall(r'<(?:input|select) name="(\w+)"', html) == ["city", "size"]
    assert ('name="offers.mail"' in html, 'name="news.mail"' in html, 'name="email"' in html) == (True, False, False)
    assert public.post(address, {"offers.mail": "1", "city": "Porto"}).status_code == 200
    learn([])
    assert queries.consent_states([person], Purpose.OFFERS, Channel.MAIL)[person] is ConsentStatus.GRANTED
    assert re.findall(r'<(?:input|select) name="(\w+)"', public.get(address).content.decode()) == ["size", "language"]


def test_what_waits_is_shown_erased_and_forgotten(public: Client, db: None) -> None:
    kept()
    posted(public)
    public.post(links_to(ADDRESS)[-1])
    person = queries.person(person_of(ADDRESS))
    posted(public)
    [waits] = queries.pending_of(person)
    assert (waits.ticked, queries.form_counts()["letters"].confirmed) == (("news.mail",), 1)
    assert ContextData().erase(person.profile_ids)["context_submission"] == 2
    posted(public)
    assert actions.forget_submissions(before=clock.now_us() + 1) == 1


def test_a_form_is_made_in_the_studio_and_leaves_it_as_html_and_as_a_code(
    studio: Client, public: Client, db: None
) -> None:
    rows = {"ask-TOTAL_FORMS": "1", "ask-INITIAL_FORMS": "0", "trait-TOTAL_FORMS": "1", "trait-INITIAL_FORMS": "0"}
    typed = rows | {"title": "Our letters", "languages": "en, de", "is_open": "on"}
    refused = studio.post("/forms/new/", typed | {"ask-0-purpose": "news", "ask-0-channel": "mail"})
    assert refused.status_code == 422
    assert "Write what people agree to" in refused.context["typed"].asks.forms[0].errors["wording"][0]
    asked = {"ask-0-purpose": "news", "ask-0-channel": "mail", "ask-0-wording": NEWS.wording, "trait-0-trait": "city"}
    assert 'name="ask-1-wording"' in studio.post("/forms/new/", typed | asked | {"do": "add-ask"}).content.decode()
    answer = studio.post("/forms/new/", typed | asked | {"trait-0-label": "City"}, follow=True)
    html = answer.content.decode()
    assert "/forms/our-letters&quot; method=&quot;post&quot;" in html
    assert "name=&quot;news.mail&quot;" in html
    assert studio.get("/forms/our-letters/code.svg").content.startswith(b"<svg")
    assert NEWS.wording in public.get("/forms/our-letters").content.decode()
    assert "“Our letters” is saved as version 1" in html


@pytest.mark.parametrize(
    ("typed", "at", "said"),
    [
        ({"languages": "en, klingon"}, "text.languages", "its short name is tlh"),
        ({"languages": "en, q!"}, "text.languages", "“q!” is the short name of no language"),
        ({"languages": "en-ZZZ"}, "text.languages", "no language that is known"),
        ({"trait-0-trait": "city"}, "traits.label", "Write the question"),
        ({"trait-0-label": "Where do you live?"}, "traits.trait", "Write the name"),
        ({"trait-0-trait": "language", "trait-0-label": "Which?"}, "traits.trait", "a way of its own"),
        ({"trait-0-trait": "My City", "trait-0-label": "Where?"}, "traits.trait", "small letters"),
        ({"title": ""}, "text.title", "required"),
        ({"ask-0-wording": "  "}, "asks.wording", "Write what people agree to"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(studio: Client, typed: dict[str, str], at: str, said: str) -> None:
    rows = {"ask-TOTAL_FORMS": "1", "ask-INITIAL_FORMS": "0", "trait-TOTAL_FORMS": "1", "trait-INITIAL_FORMS": "0"}
    right = {"title": "Our letters", "ask-0-purpose": "news", "ask-0-channel": "mail", "ask-0-wording": NEWS.wording}
    page = studio.post("/forms/new/", rows | right | typed).context["typed"]
    part, _, field = at.partition(".")
    errors = page.text.errors if part == "text" else getattr(page, part).forms[0].errors
    assert said in " ".join(errors[field])
    assert sum(map(len, [page.text.errors, *(row.errors for row in (*page.asks.forms, *page.traits.forms))])) == 1


def test_a_room_refuses_a_language_that_nobody_knows(db: None) -> None:
    text = FormText("Our letters", "", (NEWS,), (), ("klingon",))
    with pytest.raises(BadInput, match="klingon"):
        actions.save_form(actor=TEAM, key="letters", text=text, is_open=True, now=clock.now_us())
