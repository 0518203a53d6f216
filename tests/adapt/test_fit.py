"""Whatever is written: within the limit for everybody and with every fact, or a problem that names a block."""

from dataclasses import replace
from itertools import product
from time import process_time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ninefold.adapt import choose, fit, sentences, wording
from ninefold.adapt.choose import Option
from ninefold.adapt.fit import Fitted
from ninefold.adapt.formfactors import BUILT_IN
from ninefold.adapt.personview import values
from ninefold.adapt.texts import CompiledText
from ninefold.adapt.types import FormFactor, Layout
from ninefold.content import facts
from ninefold.content.saidto import SaidTo
from ninefold.content.types import Block, BlockKind, Priority, VariantContent
from ninefold.context.types import Person
from tests.adapt import autumn

PUSH = BUILT_IN["push"]

FAMILY = "👨‍👩‍👧‍👦"
WORDS = st.sampled_from(
    [
        *("records", "box", "chosen", "Grüße", "été", "ราคาพิเศษ", "แผ่นเสียง", "اسطوانات", "الخريف"),
        *(FAMILY, "👍🏽", "🇹🇭", "e\u0301a", "{braces}", "[x]", "&<b>"),
        *("19.90", "30 November", "12", "5 €", "https://shop.example/box", "n9.example"),
    ]
)
HOLES = st.sampled_from(
    [
        "{{ person.first_name | default: 'friend' }}",
        "{{ person.traits.shelf | default: 'ราคา' }}",
        "{% if person.plan == 'pro' %}pro {{ person.city | default: 'there' }}{% else %}all{% endif %}",
    ]
)


@st.composite
def texts(draw: Any, sentences_max: int = 3) -> str:
    said = []
    for _ in range(draw(st.integers(1, sentences_max))):
        chosen = draw(st.lists(st.one_of(WORDS, WORDS, WORDS, HOLES), min_size=1, max_size=8))
        said.append(" ".join(chosen) + draw(st.sampled_from([".", "!", "؟", ""])))
    return " ".join(said)


EVENINGS = [
    {"when": ("Nov 30, 2026", "7:30 PM-10:00 PM CET"), "place": "Square Hall"},
    {"when": ("30 พ.ย. 2026", "19:30 GMT+07:00", "1 ธ.ค. 2026", "02:00 GMT+07:00"), "place": "กรุงเทพฯ"},
]


@st.composite
def blocks(draw: Any, number: int) -> Block:
    kind = draw(st.sampled_from(list(BlockKind)))
    text = draw(texts(1)) if kind in (BlockKind.HEADING, BlockKind.CALL_TO_ACTION) else draw(texts())
    found = facts.find(text)
    optioned = kind in (BlockKind.LIST, BlockKind.POLL)
    return Block(
        id=f"b{number}",
        kind=kind,
        priority=draw(st.sampled_from(list(Priority))),
        text=text,
        short=draw(st.one_of(st.just(""), texts(1))),
        must_keep=tuple(draw(st.lists(st.sampled_from(found), max_size=2, unique=True))) if found else (),
        url="https://shop.example/box" if kind in (BlockKind.CALL_TO_ACTION, BlockKind.VIDEO, BlockKind.EVENT) else "",
        plain=draw(st.one_of(st.just(""), st.just(text), texts(1))) if kind is BlockKind.TEXT else "",
        **(draw(st.sampled_from(EVENINGS)) if kind is BlockKind.EVENT else {}),
        options=tuple(draw(st.lists(texts(1), min_size=2, max_size=3))) if optioned else (),
        alt="What it shows",
    )


@st.composite
def variants(draw: Any) -> VariantContent:
    chosen = tuple(draw(blocks(number)) for number in range(draw(st.integers(1, 4))))
    return autumn.box(*chosen, subject=draw(texts(1)))


NAMES = st.one_of(
    st.just(""),
    st.sampled_from(["Ada", "สมชาย", "ليلى", FAMILY * 20, "O'Brien [x]", "a" * 200, "evil\r\nBcc: x", "ŁŁŁ"]),
    st.text(max_size=50),
)  # fmt: skip
SHORT_FORMS = [f for f in BUILT_IN.values() if f.layout is not Layout.LETTER]


def person(name: str) -> Person:
    traits = {"name": name, "first_name": name, "shelf": name, "city": name, "plan": "pro" if len(name) % 2 else name}
    return Person(1, (1,), name, traits, (), "en", "", 0, True)


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(variant=variants(), name=NAMES, form_factor=st.sampled_from(SHORT_FORMS))
def test_it_fits_for_everybody_and_keeps_every_fact_or_says_why(
    variant: VariantContent, name: str, form_factor: FormFactor
) -> None:
    result = fit.fit(variant, form_factor)
    if not isinstance(result, Fitted):
        assert result
        assert all(
            problem.form_factor == form_factor.key and problem.message.endswith((".", ")")) for problem in result
        )
        return
    made = CompiledText(result)
    links = ["https://n9.example/" + "a" * (form_factor.link_characters - 19) for _ in made.links]
    title, _, text = made.render(values(person(name), "Ninefold"), links)
    assert result.mode.count(text) <= result.worst <= result.mode.limit
    assert result.mode.admits(text)
    if form_factor.layout is Layout.TITLED:
        assert len(title) > 0
        assert len(sentences.graphemes(title)) <= form_factor.title_limit
    if form_factor.bytes_max:
        assert len((title + text).encode()) + sum(map(len, links)) <= form_factor.bytes_max
    said = "\n".join((title, text, *(link.url for link in made.links)))
    for block in variant.blocks:
        for fact in facts.of_block(block):
            assert facts.keeps(said, fact), (fact, said)
    assert not any(mark in said for mark in ("{{", "}}", "{%", "%}"))
    for block in (
        block for block in variant.blocks if block.kind is BlockKind.EVENT and block.id not in result.dropped
    ):
        assert all(fact in said for fact in (*block.when, block.place))
    essential = {block.id for block in variant.blocks if block.priority is Priority.ESSENTIAL}
    images = {block.id for block in variant.blocks if block.kind is BlockKind.IMAGE}
    assert not essential & set(result.dropped) - images


@settings(max_examples=60, deadline=None)
@given(variant=variants())
def test_the_report_says_of_every_form_factor_that_it_fits_or_why_not(variant: VariantContent) -> None:
    report = fit.report(variant)
    assert {*report.fits} | {problem.form_factor for problem in report.problems} in (set(BUILT_IN), {""})
    assert not {*report.fits} & {problem.form_factor for problem in report.problems}
    assert set(report.channels) == {BUILT_IN[key].channel for key in report.fits}


@settings(max_examples=40, deadline=None)
@given(variant=variants(), form_factor=st.sampled_from(SHORT_FORMS))
def test_fitting_is_the_same_every_time_and_more_room_never_hurts(
    variant: VariantContent, form_factor: FormFactor
) -> None:
    result = fit.fit(variant, form_factor)
    assert fit.fit(variant, form_factor) == result
    if isinstance(result, Fitted):
        assert isinstance(fit.fit(variant, replace(form_factor, limit=form_factor.limit * 2)), Fitted)


OPTIONS = st.lists(
    st.builds(Option, st.integers(0, 9), st.integers(0, 4), st.integers(0, 7), st.integers(0, 50), st.integers(0, 3)),
    min_size=1, max_size=4,
)  # fmt: skip


@given(groups=st.lists(OPTIONS, max_size=4), cost=st.integers(0, 25), size=st.integers(0, 12), needed=st.integers(0, 7))
def test_the_choice_is_the_best_of_all(groups: list[list[Option]], cost: int, size: int, needed: int) -> None:
    every = []
    for picked in product(*groups):
        kept = 0
        for option in picked:
            kept |= option.facts
        if sum(o.cost for o in picked) <= cost and sum(o.size for o in picked) <= size and not needed & ~kept:
            every.append(sum(o.value for o in picked))
    found = choose.best(groups, cost, size, needed)
    assert (found.value if found else None) == max(every, default=None)


@given(text=texts(4))
def test_sentences_joined_again_are_the_text(text: str) -> None:
    parts = sentences.split(text, facts.find(text))
    assert " ".join(" ".join(parts).split()) == " ".join(text.split())
    clusters = sentences.graphemes(text)
    assert all(cluster in clusters for part in parts for cluster in sentences.graphemes(part))


def test_a_date_with_a_dot_is_not_cut() -> None:
    assert sentences.split("Nur bis 30. November. Danach nicht.", ("30. November",)) == [
        "Nur bis 30. November.", "Danach nicht.",
    ]  # fmt: skip
    assert sentences.split("Costs 19.90 now. Dear {{ a | default: 'St. Ann' }} there") == [
        "Costs 19.90 now.", "Dear {{ a | default: 'St. Ann' }} there",
    ]  # fmt: skip


def test_a_greeting_stays_with_what_follows() -> None:
    assert sentences.split("Dear Ana,\nWe kept twelve.\nCome by.") == ["Dear Ana,\nWe kept twelve.", "Come by."]


def test_what_is_not_essential_is_shortened_from_its_end_alone() -> None:
    why = Block("w", BlockKind.TEXT, Priority.SUPPORTING, "We asked you all spring long. " + "Z" * 90 + ". Thanks.")
    for room, said in (("x" * 100, "We asked you all spring long."), ("x" * 120, "")):
        story = Block("s", BlockKind.TEXT, Priority.ESSENTIAL, room)
        fitted = fit.fit(autumn.box(story, why), BUILT_IN["post140"])
        assert isinstance(fitted, Fitted)
        assert wording.sample(fitted.text) == "\n".join(filter(None, (room, said)))


def test_the_drawing_s_message() -> None:
    legal = Block("3", BlockKind.LEGAL, Priority.ESSENTIAL, "x" * 64)
    story = Block("2", BlockKind.TEXT, Priority.ESSENTIAL, "12 records chosen by listeners for 19.90 " + "y" * 56)
    result = fit.fit(autumn.box(autumn.HEADING, story, legal), PUSH)
    assert not isinstance(result, Fitted)
    assert result[0].block_id == "2"
    assert result[0].message == (
        "Block 2 (“12 records chosen by lis…”) is 12 characters too long for Push. Even at its shortest, with 12 and "
        "19.90 kept, it takes 97; of 150 in all, the legal line takes 64, so 85 are left. Give block 2 a short form "
        "of at most 85 characters that says 12 and 19.90, or write a version for Push alone."
    )


def test_a_button_takes_no_room_where_the_whole_card_opens_it() -> None:
    result = fit.fit(autumn.box(autumn.HEADING, replace(autumn.STORY, text="x" * 200, short=""), autumn.CALL), PUSH)
    assert not isinstance(result, Fitted)
    assert "it takes 200; 149 fit. Give block 2 a short form of at most 149 characters, or write" in result[0].message


def test_a_fact_marked_but_not_written_is_an_error_of_its_author() -> None:
    wrong = replace(autumn.STORY, must_keep=("20.00",))
    report = fit.report(autumn.box(autumn.HEADING, wrong))
    assert report.fits == ()
    assert [(p.form_factor, p.block_id) for p in report.problems] == [("", "t")]
    assert "“20.00” must be kept but does not stand in it" in report.problems[0].message


def test_a_placeholder_in_gsm_text_never_turns_it_into_ucs2() -> None:
    greeting = replace(autumn.STORY, text="Dear {{ person.first_name | default: 'friend' }}, " + "x" * 120, short="")
    result = fit.fit(autumn.box(greeting), BUILT_IN["sms"])
    assert isinstance(result, Fitted)
    made = CompiledText(result)
    assert "Dear Lukasz," not in made.render(values(person("Łukasz"), ""), [])[2]
    assert "Dear friend," in made.render(values(person("Łukasz"), ""), [])[2]
    assert "Dear Zoe," in made.render(values(person("Zoë"), ""), [])[2]


def test_the_author_s_short_form_goes_before_a_cut_of_ours() -> None:
    text = "A first sentence of some length that says little. " + "Then a second one that runs on and on. " * 4
    block = Block("1", BlockKind.TEXT, Priority.ESSENTIAL, text, short="All in few words.")
    result = fit.fit(autumn.box(block), BUILT_IN["post140"])
    assert isinstance(result, Fitted)
    assert CompiledText(result).render(values(person(""), ""), [])[2] == "All in few words."
    assert result.shortened == ("1",)


def test_a_big_variant_is_fitted_quickly() -> None:
    text = " ".join(f"Sentence number {n} of {n * 7}.90 says something." for n in range(1, 30))
    many = [Block(str(n), BlockKind.TEXT, Priority.DETAIL, text.replace("number", f"n{n}")) for n in range(40)]
    result = fit.fit(autumn.box(autumn.HEADING, *many), BUILT_IN["post280"])
    assert isinstance(result, Fitted)
    assert result.worst > 200


def test_a_legal_line_stays_whatever_its_author_thinks_of_its_weight() -> None:
    prose = Block("prose", BlockKind.TEXT, Priority.ESSENTIAL, "Twelve records.")
    legal = Block("legal", BlockKind.LEGAL, Priority.DETAIL, "Records Ltd, Demo City. " * 3, short="Records Ltd")
    for form_factor, said_to in product(SHORT_FORMS, (None, SaidTo.ALL)):
        content = VariantContent("en", "", "Records", "", (prose, replace(legal, said_to=said_to)))
        fitted = fit.fit(content, form_factor)
        assert isinstance(fitted, Fitted), form_factor.key
        is_heard = bool(said_to) or not form_factor.is_for_all
        assert ("Records Ltd" in wording.sample(fitted.text)) is is_heard, form_factor.key


@pytest.mark.parametrize("number", [4, 12])
def test_a_variant_nobody_would_read_is_fitted_in_bounded_time(number: int) -> None:
    text = " ".join(f"Word {100 + fact} x." for fact in range(number))
    many = [Block(str(n), BlockKind.TEXT, Priority.SUPPORTING, f"{text} Extra {n:c}.") for n in range(97, 137)]
    start = process_time()
    result = fit.fit(autumn.box(*many), BUILT_IN["post280"])
    assert process_time() - start < 10
    assert isinstance(result, Fitted)
    said = CompiledText(result).render(values(person(""), ""), [])[2]
    assert all(facts.keeps(said, str(100 + fact)) for fact in range(number))
