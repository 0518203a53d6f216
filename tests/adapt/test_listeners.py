"""Whom a form factor speaks to: what is said to all names nobody, has no legal line of letters, and loses no fact."""

import json
from dataclasses import replace

import pytest

from ninefold.adapt import fit
from ninefold.adapt import queries as adapt
from ninefold.adapt.errors import FormFactorWrong
from ninefold.adapt.fit import Fitted
from ninefold.adapt.formfactors import BUILT_IN, read
from ninefold.adapt.personas import PERSONAS
from ninefold.adapt.types import Rendition
from ninefold.content import events, stream
from ninefold.content.saidto import SaidTo
from ninefold.content.starters import Starter, library, starters
from ninefold.content.types import Block, BlockKind, FitProblem, Priority, VariantContent
from ninefold.kernel import settings
from tests.adapt import autumn

TO_ALL = {"post140", "post280", "bluesky", "mastodon", "chat", "web_card", "web_hero"}
ALEX = next(one for one in PERSONAS if one.key == "plain")
WHY = Block("why", BlockKind.LEGAL, Priority.ESSENTIAL, "You said yes to news.")
GREETING = Block(
    "g", BlockKind.TEXT, Priority.DETAIL, "Dear {{ person.first_name | default: 'friend' }},", said_to=SaidTo.PERSON
)
STORY = Block(
    "s", BlockKind.TEXT, Priority.ESSENTIAL,
    "Come by, {{ person.first_name | default: 'all of you' }}.",
)  # fmt: skip


def said(content: VariantContent, form_factor: str) -> str:
    """What Alex is shown: title and text."""
    made = adapt.preview(content, ALEX, form_factor)
    assert isinstance(made, Rendition), made
    return f"{made.subject}\n{made.text}"


def test_who_a_form_factor_speaks_to_is_data() -> None:
    assert {key for key, one in BUILT_IN.items() if one.is_for_all} == TO_ALL
    path = settings.current().data / "formfactors.toml"
    named = "[[form_factor]]\nkey = 'own'\nname = 'Own'\nchannel = 'web'\nunit = 'graphemes'\n"
    own = f"{named}limit = 90\nlink_characters = 20\n"
    assert read(own.encode(), path).form_factors["own"].is_for_all
    assert not read(f"{own}said_to = 'person'\n".encode(), path).form_factors["own"].is_for_all
    for wrong in (f"{own}said_to = 'someone'\n", "[[form_factor]]\nkey = 'mail'\nsaid_to = 'all'\n"):
        with pytest.raises(FormFactorWrong, match="what cannot be"):
            read(wrong.encode(), path)


@pytest.mark.django_db
@pytest.mark.parametrize("key", [key for key in BUILT_IN if key != "mail"])
def test_nobody_is_named_and_no_letter_s_legal_line_stands_where_all_read(key: str) -> None:
    content = autumn.box(autumn.HEADING, GREETING, STORY, WHY)
    text = said(content, key)
    is_for_all = key in TO_ALL
    assert ("You said yes" in text) is not is_for_all
    assert ("Dear Alex," in text) is not is_for_all
    assert ("Come by, all of you." if is_for_all else "Come by, Alex.") in text
    letter = adapt.preview(content, ALEX, "mail")
    assert isinstance(letter, Rendition)
    assert all(words in letter.text for words in ("Dear Alex,", "You said yes"))


@pytest.mark.django_db
def test_a_legal_line_stands_where_all_read_when_its_author_says_so() -> None:
    terms = replace(WHY, text="Price with tax.", said_to=SaidTo.ALL)
    assert "Price with tax." in said(autumn.box(autumn.HEADING, STORY, terms), "bluesky")


def test_what_names_nobody_takes_no_room_for_a_name() -> None:
    text = "x" * 112 + " {{ person.first_name | default: 'you' }}"
    story = replace(STORY, text=text)
    assert isinstance(fit.fit(autumn.box(autumn.HEADING, story), BUILT_IN["post140"]), Fitted)
    assert not isinstance(fit.fit(autumn.box(autumn.HEADING, story), replace(BUILT_IN["sms"], limit=140)), Fitted)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{% if person.plan == 'pro' %}Pros{% else %}All{% endif %} come.", "All come."),
        ("{% if company.name == 'x' %}No{% else %}{{ person.name | default: 'All' }}{% endif %} come.", "All come."),
        (
            "{% if person.city %}From {{ person.city | default: 'afar' }} or near: {% endif %}Come.",
            "From afar or near: Come.",
        ),
        ("{% if person.language == 'en' %}Come{% else %}Komm{% endif %}.", "Come."),
        ("{{ company.name }} asks {{ person.name | default: 'you' }}.", " asks you."),
        (
            "{% for one in person.traits.liked %}{{ one }}{% else %}All{% endfor %} come to {{ company.name }}.",
            "All come",
        ),
    ],
)
def test_conditions_and_loops_are_said_as_to_nobody(text: str, words: str) -> None:
    told = said(autumn.box(autumn.HEADING, replace(STORY, text=text)), "chat")
    assert words in told
    assert not any(name in told for name in ("Alex", "{{", "{%"))


def test_a_fact_that_only_a_person_would_get_is_an_error_with_its_way_out() -> None:
    price = replace(GREETING, text="For you: 19.90.", must_keep=("19.90",))
    lost = fit.fit(autumn.box(autumn.HEADING, price, STORY), BUILT_IN["bluesky"])
    assert isinstance(lost, tuple)
    assert (lost[0].block_id, "19.90 stands nowhere else" in lost[0].message) == ("g", True)
    assert isinstance(fit.fit(autumn.box(autumn.HEADING, price, STORY), BUILT_IN["sms"]), Fitted)
    said_twice = replace(STORY, text="It costs 19.90 in the shop. " + "X" * 300, priority=Priority.DETAIL)
    kept = fit.fit(autumn.box(autumn.HEADING, price, said_twice), BUILT_IN["bluesky"])
    assert isinstance(kept, Fitted)
    assert "19.90" in str(kept.text), "what is left out here stays where it stands besides"


def test_what_is_one_person_s_gives_way_to_its_other_words() -> None:
    balance = Block("b", BlockKind.BALANCE, Priority.ESSENTIAL, "You have:", thing="points", call="Look",
                    alternate="See what points are for.")  # fmt: skip
    made = fit.fit(autumn.box(autumn.HEADING, balance), BUILT_IN["bluesky"])
    assert isinstance(made, Fitted)
    assert "See what points are for." in str(made.text)
    detail = replace(balance, priority=Priority.DETAIL, alternate="")
    bare = fit.fit(autumn.box(autumn.HEADING, detail), BUILT_IN["bluesky"])
    assert isinstance(bare, Fitted)
    assert "points" not in str(bare.text)


def test_messages_number_blocks_as_they_stand() -> None:
    long = replace(STORY, text="y" * 200)
    found = fit.fit(autumn.box(autumn.HEADING, GREETING, long), BUILT_IN["post140"])
    assert isinstance(found, tuple)
    assert isinstance(found[0], FitProblem)
    assert found[0].message.startswith("Block 3 (")


def test_who_hears_a_block_is_kept_as_it_is_written() -> None:
    for block in (GREETING, STORY, WHY, replace(WHY, said_to=SaidTo.ALL)):
        (raw,) = json.loads(stream.to_json([block]))
        assert raw["value"].get("for_one", False) is (block is GREETING)
        assert raw["value"].get("for_all", False) is (block.said_to is SaidTo.ALL)


def test_what_is_found_again_is_not_kept_as_marked_by_hand() -> None:
    event = Block(
        "e", BlockKind.EVENT, Priority.ESSENTIAL, "Clinic for 12 dollars", starts="2026-12-10T19:00", place="Berlin"
    )
    whole = stream.with_facts(events.told(replace(event, must_keep=("a drink",)), "en"), ())
    assert {"Dec 10, 2026", "Berlin", "a drink"} <= set(whole.must_keep)
    (raw,) = json.loads(stream.to_json([whole]))
    assert raw["value"]["must_keep"] == ["a drink"]


@pytest.mark.django_db
@pytest.mark.parametrize("one", [*starters(), *library()], ids=lambda one: f"{one.key} {one.about[:9]}")
def test_a_starter_greets_nobody_where_all_read(one: Starter) -> None:
    content = one.content("en", one.purpose)
    for key in TO_ALL:
        told = said(content, key)
        assert not any(
            words in told for words in ("Hello", "Dear", "Alex", "friend,", "because you said", "this letter")
        )
