"""Events, videos and plain forms: said in every form, with day, hour and place; plain to whom plain words are meant."""

from dataclasses import replace

import pytest

from ninefold.adapt import fit
from ninefold.adapt.fit import Fitted
from ninefold.adapt.formfactors import BUILT_IN
from ninefold.adapt.letter import compile_letter
from ninefold.adapt.letterpage import Letterhead, no_image
from ninefold.adapt.living import spoken
from ninefold.adapt.texts import CompiledText
from ninefold.adapt.types import Layout
from ninefold.content import events, facts, plain
from ninefold.content.types import Block, BlockKind, Priority, VariantContent
from tests.adapt import autumn

FACTS = ("Nov 30, 2026", "7:30 PM-10:00 PM CET", "Square Hall")
STORY = Block(
    "s", BlockKind.TEXT, Priority.ESSENTIAL,
    "Our curators assembled a retrospective of 12 microgroove pressings, which remains obtainable until 30 November.",
    plain="We chose 12 records. Get them until 30 November.",
)  # fmt: skip


def said(variant: VariantContent, key: str) -> str:
    form_factor = BUILT_IN[key]
    if form_factor.layout is Layout.LETTER:
        letter = compile_letter(spoken(variant), form_factor, Letterhead("Ninefold", no_image))
        return "\n".join(letter.render(autumn.nobody(), [link.url for link in letter.links]))
    fitted = fit.fit(variant, form_factor)
    assert isinstance(fitted, Fitted), (key, fitted)
    made = CompiledText(fitted)
    return "\n".join(
        (*made.render(autumn.nobody(), [link.url for link in made.links]), *(one.url for one in made.links))
    )


@pytest.mark.parametrize("key", BUILT_IN)
def test_an_event_says_day_hour_place_and_its_link_in_every_form(key: str) -> None:
    text = said(autumn.box(autumn.EVENING), key)
    assert facts.of_block(autumn.EVENING) == FACTS
    assert all(fact in text for fact in FACTS)
    assert "https://shop.example/evening" in text


@pytest.mark.parametrize("key", BUILT_IN)
def test_a_video_leads_to_where_it_plays(key: str) -> None:
    text = said(autumn.box(replace(autumn.VIDEO, priority=Priority.ESSENTIAL)), key)
    assert "https://tube.example/v1" in text


def test_what_an_event_is_called_goes_before_day_hour_and_place() -> None:
    long = replace(autumn.EVENING, text="L" * 120, short="", url="")
    text = said(autumn.box(long), "post140")
    assert text.strip() == "Nov 30, 2026, 7:30 PM-10:00 PM CET, Square Hall"


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        ("de", ("30.11.2026", "19:30-22:00 MEZ")),
        ("fr-CA-x-techie", ("30 nov. 2026", "19 h 30-22 h 00 CET")),
        ("th", ("30 พ.ย. 2026", "19:30-22:00 CET")),
        ("xx", FACTS[:2]),
    ],
)
def test_day_and_hour_are_said_in_the_language_of_the_variant(tag: str, told: tuple[str, ...]) -> None:
    assert events.told(autumn.EVENING, tag).when == told


def test_an_event_over_midnight_and_one_without_an_end() -> None:
    late = events.told(replace(autumn.EVENING, ends="2026-12-01T02:00"), "en")
    assert events.in_words(late) == "Nov 30, 2026, 7:30 PM CET - Dec 1, 2026, 2:00 AM CET"
    assert events.in_words(events.told(replace(autumn.EVENING, ends="", zone=""), "de")) == "30.11.2026, 19:30"


def test_the_plain_form_is_for_who_wants_it_and_for_forms_it_fits() -> None:
    variant = autumn.box(STORY)
    for tag in ("en-x-newcomer", "de-x-plain", "en-simple", "fr-CA-x-techie-newbie"):
        assert plain.for_reader(variant, tag).blocks[0].text == STORY.plain
    for tag in ("en", "en-x-vinyl", "de-CH", ""):
        assert plain.for_reader(variant, tag) is variant
    written = replace(variant, tag="en-x-newcomer")
    assert plain.for_reader(written, "en-x-newcomer") is written
    assert STORY.text in said(variant, "post280")
    assert STORY.plain in said(
        replace(variant, blocks=(replace(STORY, text=STORY.text + " " + "Z" * 90 + "."),)), "post140"
    )


def test_a_plain_form_that_loses_a_fact_is_an_error_of_its_author() -> None:
    report = fit.report(autumn.box(replace(STORY, plain="We chose records.")))
    assert [problem.message for problem in report.problems] == [
        "Block 1: Its plain form does not say “12”, which must be kept. Write it there, too.",
        "Block 1: Its plain form does not say “30 November”, which must be kept. Write it there, too.",
    ]


def test_what_does_not_fit_in_its_plain_forms_does_not_fit() -> None:
    wide = replace(
        STORY, plain="We chose 12 records," + " and so on, one word after another" * 4 + " until 30 November."
    )
    problems = fit.prove(autumn.box(wide), BUILT_IN["post140"])
    assert not isinstance(problems, Fitted)
    assert problems[0].message.startswith("In its plain forms: Block 1 (“We chose 12 records, and…”) is ")


@pytest.mark.parametrize(
    ("block", "words"),
    [
        (replace(autumn.EVENING, when=()), "An event needs a day and an hour"),
        (replace(autumn.EVENING, place=""), "An event needs a place"),
        (replace(autumn.EVENING, place="{{ person.city }}"), "plain words: no placeholder"),
        (replace(autumn.EVENING, url="ftp://x"), "begins with https://"),
        (replace(autumn.VIDEO, url=""), "A video needs a link"),
    ],
)
def test_what_lacks_a_part_is_told(block: Block, words: str) -> None:
    assert words in fit.report(autumn.box(block)).problems[0].message
