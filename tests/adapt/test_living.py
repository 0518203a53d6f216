"""Blocks that show things of other rooms fit whatever the thing says, keep its facts, give way when it is gone."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ninefold.adapt import fit, queries
from ninefold.adapt.fit import Fitted
from ninefold.adapt.formfactors import BUILT_IN
from ninefold.adapt.living import in_words
from ninefold.adapt.personas import PERSONAS
from ninefold.adapt.things import Previewed
from ninefold.adapt.types import Amount, FormFactor, Layout, Money, Rendition, Thing
from ninefold.content import living
from ninefold.content.living import SHAPES
from ninefold.content.types import Block, BlockKind, Priority, Reference, VariantContent
from tests.adapt import autumn

pytestmark = pytest.mark.django_db
LEGAL = replace(autumn.LEGAL, text="Records Ltd", short="")
GONE = "Nothing to show today, but look in on us."
STRANGE = [
    "How do I clean a record?", "a" * 900, "word " * 300, "<script>alert(1)</script> & 'x'",
    "{{ person.name }} {% if %}",
    "[[ open ]] {{", "see https://evil.example/x?a=1 or www.evil.example", "ราคาพิเศษ" * 60, "ليلى حداد " * 40,
    "\r\nBcc: all@example.org", "👨‍👩‍👧‍👦" * 90, "e\u0301" * 400, "｛｛ x ｝｝", "It’s “so” – good…",
    "x.example/y " * 60, "\u200b \u0301",
]  # fmt: skip
TEXTS = st.one_of(st.sampled_from(STRANGE), st.text(max_size=400))
NAMES = st.one_of(
    st.sampled_from(["Kind of Blue", "A" * 26, "A" * 61, "A" * 101, "Ħ record", "ＷＩＤＥ", "แผ่นเสียง"]),
    st.text(max_size=70),
)
MONEY = st.builds(Money, st.integers(0, 10**15), st.sampled_from(["EUR", "JPY", "INR", "KWD", "USD"]))
TAGS = st.sampled_from(["en", "de", "fr-CA-x-techie", "ar", "th", "en-x-vinyl", "de-DE-1996"])


def block(kind: BlockKind, number: int = 1, *, text: str = "", priority: Priority = Priority.ESSENTIAL) -> Block:
    return Block(f"b{number}", kind, priority, text, thing=f"key-{number}", alternate=GONE)


def thing(kind: BlockKind, user_text: str, name: str, money: Money) -> Thing:
    parts: dict[BlockKind, dict[str, str | Money | Amount]] = {
        BlockKind.BEST_ANSWER: {"question": user_text[::-1], "answer": user_text},
        BlockKind.OPEN_QUESTION: {"question": user_text, "body": user_text[:5]},
        BlockKind.PRODUCT: {"name": name, "price": money},
        BlockKind.BALANCE: {"amount": Amount(money.minor), "currency": name},
        BlockKind.OFFER: {"name": name, "price": user_text[:30]},
    }
    return Thing(parts[kind], "https://shop.example/a?b=1&c='2'", "https://shop.example/p.jpg?a=1&b='2'")


def shown(variant: VariantContent, form_factor: FormFactor, things: dict[Reference, Thing]) -> Rendition:
    """The rendition with links as long as any may be."""
    long = "https://n9.example/" + "a" * (form_factor.link_characters - 19)
    found = queries.preview(
        variant, PERSONAS[0], form_factor.key, shown=Previewed(things, frozenset()),
        links=lambda url, label: url if url.startswith("ninefold:question") else long,
    )  # fmt: skip
    assert isinstance(found, Rendition), found
    return found


@st.composite
def cases(draw: Any) -> tuple[Block, Thing, VariantContent]:
    """A living block, its thing, and the variant that it stands in."""
    kind = draw(st.sampled_from(list(SHAPES)))
    lead = draw(st.sampled_from(["", "This week:", "Dear {{ person.first_name | default: 'friend' }},"]))
    own = block(kind, text=lead)
    one = thing(kind, draw(TEXTS), draw(NAMES), draw(MONEY))
    return own, one, VariantContent(draw(TAGS), "", "The autumn box", "", (autumn.HEADING, own, LEGAL))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases(), form_factor=st.sampled_from(list(BUILT_IN.values())), is_there=st.booleans())
def test_it_fits_whatever_the_thing_says_or_gives_way(
    case: tuple[Block, Thing, VariantContent], form_factor: FormFactor, is_there: bool
) -> None:
    own, one, variant = case
    found = shown(variant, form_factor, {living.reference(own): one} if is_there else {})
    assert found.used <= found.limit
    said = found.html + found.text
    assert not any(mark in said for mark in ("{{", "}}", "{%", "%}", "[[", "evil.example"))
    assert "<script" not in found.html
    is_gone = "b1" in found.alternated
    assert is_gone or is_there
    assert (GONE in found.text) == is_gone
    if not is_gone and own.kind in (BlockKind.PRODUCT, BlockKind.BALANCE, BlockKind.OFFER):
        for part in SHAPES[own.kind].full:
            value = one.parts[part.name]
            fact = " ".join((value if isinstance(value, str) else in_words(value, variant.tag)).split())
            assert fact in " ".join(found.text.split())
    if form_factor.layout is Layout.LETTER and not is_gone and own.kind is BlockKind.PRODUCT:
        assert "p.jpg?a=1&amp;b=&#39;2&#39;" in found.html


SHORT_FORMS = [each for each in BUILT_IN.values() if each.layout is not Layout.LETTER]


@pytest.mark.parametrize("form_factor", SHORT_FORMS, ids=lambda each: each.key)
def test_the_proof_counts_what_is_there_and_what_is_gone(form_factor: FormFactor) -> None:
    """An alternate that does not fit where the thing does is told before anything is published."""
    long = replace(block(BlockKind.PRODUCT), alternate="a word and another " * (form_factor.limit // 10))
    problems = fit.prove(VariantContent("en", "", "The box", "", (autumn.HEADING, long)), form_factor)
    assert not isinstance(problems, Fitted)
    assert all("When what block 2 shows is gone" in problem.message for problem in problems)
    assert {problem.block_id for problem in problems} == {"b1"}


def test_each_of_several_things_may_be_gone_by_itself() -> None:
    kinds = (BlockKind.BEST_ANSWER, BlockKind.PRODUCT, BlockKind.OFFER)
    blocks = tuple(
        replace(block(kind, number, priority=Priority.SUPPORTING), alternate=f"No {kind.value}.")
        for number, kind in enumerate(kinds)
    )
    variant = VariantContent("en", "", "The box", "", (autumn.HEADING, *blocks))
    things = {living.reference(one): thing(one.kind, "Text", "Name", Money(100, "EUR")) for one in blocks}
    for there in product((True, False), repeat=3):
        kept = {own: one for (own, one), is_there in zip(things.items(), there, strict=True) if is_there}
        found = shown(variant, BUILT_IN["mail"], kept)
        assert [f"No {kind.value}." in found.text for kind in kinds] == [not is_there for is_there in there]


@pytest.mark.parametrize(("changed", "told"), [
    ({"alternate": " "}, "Write what is said then"),
    ({"thing": ""}, "No product is chosen"),
    ({"call": "{{ person.name }}"}, "plain words"),
    ({"alternate": "Dear {{ person.name }}"}, "fallback"),
])  # fmt: skip
def test_what_a_living_block_lacks_is_named(changed: dict[str, str], told: str) -> None:
    variant = VariantContent("en", "", "The box", "", (autumn.HEADING, replace(block(BlockKind.PRODUCT), **changed)))
    report = fit.report(variant)
    assert not report.fits
    assert any(told in problem.message for problem in report.problems)


@pytest.mark.parametrize(("tag", "said"), [
    ("en", "€19.90"), ("de-x-vinyl", "19,90\u00a0€"), ("fr-CA-x-techie", "19,90\u00a0€"), ("xx", "€19.90"),
])  # fmt: skip
def test_a_price_is_written_as_its_reader_writes_it(tag: str, said: str) -> None:
    assert in_words(Money(1990, "EUR"), tag) == said
    assert in_words(Money(1990, "JPY"), "en") == "¥1,990"


@pytest.mark.parametrize("tag", ["ar", "he", "fa"])
def test_a_price_is_said_whole_in_languages_from_right_to_left(tag: str) -> None:
    own = block(BlockKind.PRODUCT)
    variant = VariantContent(tag, "", "The box", "", (autumn.HEADING, own))
    one = Thing({"name": "Blue", "price": Money(1990, "EUR")}, "https://shop.example/a")
    for key in ("mail", "bluesky", "push"):
        assert GONE not in shown(variant, BUILT_IN[key], {living.reference(own): one}).text, key


def test_a_strangers_words_end_at_a_word_and_say_that_they_go_on() -> None:
    variant = VariantContent("en", "", "The box", "", (autumn.HEADING, block(BlockKind.BEST_ANSWER)))
    one = thing(BlockKind.BEST_ANSWER, "Upright and dry, away from the sun. " * 40, "", Money(0, "EUR"))
    found = shown(variant, BUILT_IN["post280"], {living.reference(variant.blocks[1]): one})
    assert any(line.rstrip().endswith("…") for line in found.text.replace(" https", "\nhttps").splitlines())
