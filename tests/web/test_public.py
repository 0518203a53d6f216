"""Public pages: a signed link is the only key, a GET changes nothing, and no cookie is set."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.html import strip_tags

from ninefold.cadence import queries as cadence
from ninefold.channel import tokens
from ninefold.channel.models import Delivery
from ninefold.cli.demo.forms import form_with
from ninefold.collect import queries as collect
from ninefold.collect.types import EventName, NewEvent, Trust
from ninefold.content import actions as content
from ninefold.content.types import Block, BlockKind, Priority, VariantContent
from ninefold.context import actions as context_actions
from ninefold.context import jobs
from ninefold.context import queries as context
from ninefold.context.types import Ask, ConsentStatus, FormText
from ninefold.culture import actions as culture
from ninefold.culture.types import Channel, Community, Purpose
from ninefold.kernel import actors, clock, settings
from ninefold.kernel.errors import BadInput
from ninefold.pipeline import demo_note, ports
from ninefold.pipeline.demo_note import DemoNote
from ninefold.web.public.preferences import offers
from tests.catalyst import scene
from tests.web.people import learn, someone

TEAM = actors.system("test")


def _status(person: int, purpose: Purpose = Purpose.NEWS) -> ConsentStatus:
    return context.consent_states([person], purpose, Channel.MAIL)[person]


def _preferences(person: int) -> str:
    return f"/preferences/{tokens.preferences_token(9, person)}"


def test_the_page_shows_what_holds_and_sets_no_cookie(public: Client, db: None) -> None:
    person = someone()
    answer = public.get(_preferences(person))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="news.mail" value="1" aria-label="News mail" checked' in html
    assert 'name="offers.mail" value="1" aria-label="Offers mail">' in html
    assert "By SMS" not in html
    assert "<script" not in html
    assert not answer.cookies
    assert answer["Referrer-Policy"] == "no-referrer"


def test_ticks_change_consents_and_only_those_that_changed(public: Client, db: None) -> None:
    person = someone()
    answer = public.post(_preferences(person), {"shown": ["news.mail", "offers.mail"], "offers.mail": "1"})
    assert answer.status_code == 302
    learn([])
    assert (_status(person), _status(person, Purpose.OFFERS)) == (ConsentStatus.WITHDRAWN, ConsentStatus.GRANTED)
    assert "Saved" in public.get(answer["Location"]).content.decode()
    words = len(context.consent_history(person))
    public.post(_preferences(person), {"shown": ["news.mail", "offers.mail"], "offers.mail": "1"})
    assert len(context.consent_history(person)) == words


@pytest.mark.parametrize(
    ("name", "value"), [("per_week", "0.5"), ("community", "jazz"), ("news.mail", ""), ("offers.mail", "1")]
)
def test_the_pages_own_form_changes_what_the_reader_changed_and_keeps_the_rest(
    public: Client, db: None, name: str, value: str
) -> None:
    person = someone()
    for key in ("vinyl", "jazz"):
        culture.save_community(actor=TEAM, community=Community(key, key.title(), f"en-x-{key}"))
    public.post(
        _preferences(person), {"community": "vinyl", "per_week": "2", "shown": "community.mail", "community.mail": "1"}
    )
    learn([])
    stood = form_with(public.get(_preferences(person)).content.decode(), "per_week")
    filled = {key: [each for given, each in stood if given == key] for key, _ in stood} | {
        name: [value] if value else []
    }
    public.post(_preferences(person), filled)
    learn([])
    wanted = {"per_week": 2.0, "community": "vinyl", "news.mail": "1", "community.mail": "1"}
    wanted |= {name: float(value) if name == "per_week" else value}
    found = dict(form_with(public.get(_preferences(person)).content.decode(), "per_week"))
    for one in ("shown", "days_shown", "joined_shown"):
        del found[one]
    assert found | {"per_week": float(found["per_week"])} == {key: each for key, each in wanted.items() if each}


def test_a_pace_is_kept_and_what_is_no_pace_is_refused(public: Client, db: None) -> None:
    person = someone()
    public.post(_preferences(person), {"per_week": "0.25"})
    pace = cadence.stock([person], clock.now_us()).pace
    assert pace is not None
    assert pace.per_week == 0.25
    assert "You chose this" in public.get(_preferences(person)).content.decode()
    for wrong in ("-1", "21", "nan", "inf", "x"):
        assert public.post(_preferences(person), {"per_week": wrong}).status_code == 400, wrong
    assert _status(person) is ConsentStatus.GRANTED
    public.post(_preferences(person), {"per_week": ""})
    assert cadence.stock([person], clock.now_us()).pace is None
    assert "You chose this" not in public.get(_preferences(person)).content.decode()


def test_a_community_can_be_chosen_but_not_made_up(public: Client, db: None) -> None:
    person = someone()
    culture.save_community(actor=TEAM, community=Community("vinyl", "Vinyl collectors", "en-x-vinyl"))
    public.post(_preferences(person), {"community": "made-up"})
    learn([])
    assert "community" not in context.person(person).traits
    public.post(_preferences(person), {"community": "vinyl"})
    assert context.person(person).traits["community"] == "vinyl"  # before its event is learnt from
    learn([])
    assert context.person(person).traits["community"] == "vinyl"


def test_a_language_is_offered_where_there_is_more_than_one(public: Client, db: None) -> None:
    person = someone()
    assert 'name="language"' not in public.get(_preferences(person)).content.decode()
    asked = FormText("Letters", "", (Ask(Purpose.NEWS, Channel.MAIL, "Yes."),), (), ("de", "pt-BR"))
    context_actions.save_form(actor=TEAM, key="letters", text=asked, is_open=True, now=clock.now_us())
    page = public.get(_preferences(person)).content.decode()
    assert all(name in page for name in ("English", "Deutsch", "Português (Brasil)"))
    public.post(_preferences(person), {"language": "pt-BR"})
    assert context.person(person).traits["language"] == "pt-BR"


def test_what_is_inferred_is_shown_and_this_is_not_me_wins(public: Client, db: None) -> None:
    person = someone()
    told = Community("vinyl", "Vinyl collectors", "en-x-vinyl", topics=("vinyl",))
    culture.save_community(actor=TEAM, community=told)
    at = clock.now_us() - 1_000_000
    learn([NewEvent(f"v{n}", "Product Viewed", at, profile_id=person, properties={"topic": "vinyl"}) for n in range(9)])
    while jobs.compute_traits(now=clock.now_us()):
        pass
    said = " ".join(strip_tags(public.get(_preferences(person)).content.decode()).split())
    assert "Vinyl collectors we take you to belong, by what you looked at, bought and asked: 70% sure" in said
    assert said.count("Vinyl collectors") == 2  # the community, and its words
    public.post(_preferences(person), {"taken_shown": ["vinyl"], "not_me": ["vinyl"]})
    learn([])
    assert context.belongings(context.person(person)) == []
    assert "you said so, and it holds" in public.get(_preferences(person)).content.decode()
    public.post(_preferences(person), {"community": ""})  # a form that did not show it changes nothing of it
    learn([])
    assert context.belongings(context.person(person)) == []
    public.post(_preferences(person), {"taken_shown": ["vinyl"], "community": "vinyl"})
    learn([])
    assert [one.how for one in context.belongings(context.person(person))] == ["stated"]


def test_a_community_is_joined_and_left_among_the_preferences(public: Client, db: None) -> None:
    person = someone()
    culture.save_community(actor=TEAM, community=Community("vinyl", "Vinyl collectors", "en-x-vinyl"))
    for posted, own in (({"joined": ["vinyl"]}, ["joined"]), ({"joined": ["vinyl"]}, ["joined"]), ({}, [])):
        public.post(_preferences(person), {"joined_shown": ["vinyl"], **posted})
        assert [one.how for one in context.belongings(context.person(person))] == own
        page = public.get(_preferences(person)).content.decode()
        assert ("checked><span>Vinyl collectors" in page) is bool(own)
    learn([])
    names = [one.name for one in collect.timeline(context.person(person).profile_ids)]
    assert (names.count("Community Joined"), names.count("Community Left")) == (1, 1)


def test_a_get_never_unsubscribes_and_a_post_does(public: Client, db: None) -> None:
    person = someone()
    address = f"/unsubscribe/{tokens.unsubscribe_token(9, person, Purpose.NEWS, Channel.MAIL)}"
    assert "Stop news by mail?" in public.get(address).content.decode()
    learn([])
    assert _status(person) is ConsentStatus.GRANTED
    assert "We have stopped" in public.post(address).content.decode()
    learn([])
    assert _status(person) is ConsentStatus.WITHDRAWN
    assert public.get(address.replace("/unsubscribe/", "/preferences/")).status_code == 200


@pytest.fixture
def poll(db: None) -> tuple[int, str]:
    """A published variant with a poll; its id and the block's."""
    ports.install()
    item = content.create_item(actor=TEAM, title="Letter", topic="", purpose=Purpose.NEWS, form_factors=("mail",))
    block = str(uuid4())
    blocks = (Block(block, BlockKind.POLL, Priority.DETAIL, "Which first?", options=("Jazz", "Rock")),)
    variant = content.create_variant(
        actor=TEAM, item_id=item.id, content=VariantContent("en", "", "Subject", "", blocks)
    )
    content.publish(actor=TEAM, variant_id=variant)
    return variant, block


def _answers(person: int) -> list[dict[str, object]]:
    learn([])
    events = collect.events_named([EventName.POLL_ANSWERED], since=0, until=clock.now_us() + 1, profile_ids=[person])
    return [event.properties | {"trust": event.trust} for event in events]


def test_a_poll_counts_by_its_button_once(public: Client, poll: tuple[int, str]) -> None:
    person = someone()
    variant, block = poll
    address = f"/poll/{tokens.poll_token(9, person, variant, block, 1)}"
    html = public.get(address).content.decode()
    assert "Which first?" in html
    assert _answers(person) == []
    assert "Thank you" in public.post(address).content.decode()
    assert "Thank you" in public.post(address, {"option": "0"}).content.decode()
    (answer,) = _answers(person)
    assert (answer["poll"], answer["option"], answer["option_text"], answer["delivery_id"]) == (block, 1, "Rock", 9)
    assert answer["trust"] == Trust.LINK


def test_an_answer_to_what_moves_them_is_their_word(public: Client, poll: tuple[int, str]) -> None:
    person, (variant, block) = someone(), poll
    asking = Block(block, BlockKind.POLL, Priority.DETAIL, "What for?", options=("Jazz", "A say"),
                   motives=("", "influence"))  # fmt: skip
    content.revise_variant(actor=TEAM, variant_id=variant, content=VariantContent("en", "", "Subject", "", (asking,)))
    content.publish(actor=TEAM, variant_id=variant)
    public.post(f"/poll/{tokens.poll_token(9, person, variant, block, 0)}")
    learn([])
    assert "motivation" not in context.person(person).traits
    public.post(f"/poll/{tokens.poll_token(10, person, variant, block, 1)}")
    learn([])
    said = context.stated_motivation(context.person(person))
    assert said is not None
    assert (said.word, said.is_verified, bool(said.said_at)) == ("influence", True, True)
    with pytest.raises(BadInput):
        content.revise_variant(
            actor=TEAM, variant_id=variant, content=VariantContent("en", "", "Subject", "", (
                replace(asking, motives=("", "", "savings")),))
        )  # fmt: skip


def test_a_poll_whose_letter_was_taken_down_is_over_and_its_draft_stays_unseen(
    public: Client, poll: tuple[int, str]
) -> None:
    person, (variant, block) = someone(), poll
    address = f"/poll/{tokens.poll_token(9, person, variant, block, 1)}"
    secret = (Block(block, BlockKind.POLL, Priority.DETAIL, "A secret draft?", options=("Jazz", "Rock")),)
    content.unpublish(actor=TEAM, variant_id=variant)
    content.revise_variant(actor=TEAM, variant_id=variant, content=VariantContent("en", "", "Subject", "", secret))
    answer = public.get(address)
    assert answer.status_code == 404
    assert "This poll is over" in answer.content.decode()
    assert "secret" not in answer.content.decode()
    assert public.post(address).status_code == 404
    assert _answers(person) == []


def test_another_answer_can_be_chosen_but_none_invented(public: Client, poll: tuple[int, str]) -> None:
    person = someone()
    variant, block = poll
    address = f"/poll/{tokens.poll_token(9, person, variant, block, 1)}"
    assert public.post(address, {"option": "7"}).status_code == 400
    public.post(address, {"option": "0"})
    assert [answer["option_text"] for answer in _answers(person)] == ["Jazz"]


@pytest.mark.parametrize("page", ["preferences", "unsubscribe", "poll"])
@pytest.mark.parametrize("token", ["x", "A" * 60, "A" * 2000, "%00", tokens.open_token(1, 1)])
def test_what_is_no_link_of_ours_says_what_to_do(public: Client, db: None, page: str, token: str) -> None:
    for answer in (public.get(f"/{page}/{token}"), public.post(f"/{page}/{token}")):
        assert answer.status_code in (400, 404)
        assert "again" in answer.content.decode()
        assert not answer.cookies


def test_a_link_for_one_thing_opens_no_other(public: Client, db: None) -> None:
    person = someone()
    assert public.get(f"/poll/{tokens.preferences_token(9, person)}").status_code == 400
    assert public.post(f"/unsubscribe/{tokens.preferences_token(9, person)}").status_code == 400
    assert _status(person) is ConsentStatus.GRANTED


def test_the_public_host_knows_no_studio_and_the_studio_no_public_page(studio: Client, public: Client) -> None:
    person = someone()
    assert studio.get(_preferences(person), follow=True).status_code == 404
    assert public.get(f"/people/{person}/").status_code == 404


def test_offers_cover_every_purpose_that_takes_consent() -> None:
    assert {purpose for purpose, _, _ in offers.PURPOSES} == set(Purpose) - {Purpose.SERVICE}


def test_the_demos_shop_stands_where_the_demo_does(public: Client, db: None) -> None:
    assert public.get("/demo/shop").status_code == 404
    data = settings.current().data
    demo_note.write(data, DemoNote(state="done", seed=0))
    try:
        answer = public.get("/demo/shop")
    finally:
        (data / demo_note.FILE).unlink()
    assert answer.status_code == 200
    assert "Nothing is sold here" in answer.content.decode()
    assert not answer.cookies


def test_days_language_and_what_moves_them_are_kept_and_shown_to_the_team(
    public: Client, studio: Client, db: None
) -> None:
    person = someone()
    public.post(
        _preferences(person),
        {"days_shown": "mail", "day.mail": ["1", "4"], "per_week": "2", "motivation": "influence"},
    )
    learn([])
    pace = cadence.stock([person], clock.now_us()).pace
    assert pace is not None
    assert (pace.per_week, pace.by_channel) == (2.0, {Channel.MAIL: (1, 4)})
    public.post(_preferences(person), {"per_week": ""})
    assert cadence.pace_in_words(cadence.stock([person], clock.now_us()).pace) == "by mail on Tuesdays and Fridays only"
    html = studio.get(f"/people/{person}/").content.decode()
    assert "Having a say in what you do next" in html
    assert "by mail on Tuesdays and Fridays only" in html
    public.post(_preferences(person), {"motivation": "made up"})
    learn([])
    assert context.person(person).traits["motivation"] == "influence"


def test_one_button_takes_back_every_yes(public: Client, db: None) -> None:
    person = someone()
    answer = public.post(_preferences(person), {"do": "nothing"})
    assert "nothing more from us" in public.get(answer["Location"]).content.decode()
    learn([])
    said = {(one.purpose, one.channel): one.status for one in context.consents(person)}
    assert len(said) == (len(Purpose) - 1) * len(Channel)
    assert set(said.values()) == {ConsentStatus.WITHDRAWN}


def test_why_somebody_got_a_letter_is_said_as_it_was_then(public: Client, db: None) -> None:
    clock.drive(clock.from_us(scene.NOW))
    [person] = scene.people(1)
    segment = context.segment(scene.a_segment())
    campaign = scene.started(scene.a_campaign(segment_id=segment.id))
    Delivery.objects.create(
        intent_id=1, campaign_id=campaign.id, profile_id=person, arm="letter", item_id=1, channel="mail",
        purpose="news", tag="en", status="delivered", created_at=scene.NOW, ended_at=scene.NOW,
        expires_at=scene.NOW + 1,
    )  # fmt: skip
    bought = {"event": "Order Completed", "count": {"gte": 1}}
    context_actions.create_segment(actor=TEAM, key=segment.key, name=segment.name, condition=bought)
    shown = " ".join(strip_tags(public.get(_preferences(person)).content.decode()).split())
    assert "You agreed to news by mail on 15 June 2025." in shown
    assert f"It went to {segment.sentence[0].lower()}{segment.sentence[1:]}" in shown
    assert context.segment(segment.id).sentence not in shown
