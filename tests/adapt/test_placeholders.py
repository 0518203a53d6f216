"""What authors may write in Liquid means what it means elsewhere; the rest is refused with a way out."""

import json
import lzma
import re
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from liquid import DictLoader, Environment

from ninefold.adapt import fit, passages, personview, placeholders, strictness, wording
from ninefold.adapt.errors import PlaceholderRefused
from ninefold.adapt.formfactors import BUILT_IN
from ninefold.adapt.letter import compile_letter
from ninefold.adapt.letterpage import Letterhead, no_image
from ninefold.adapt.modes import modes
from ninefold.adapt.placeholders import Values
from ninefold.adapt.types import Link
from ninefold.content.types import Block, BlockKind, Priority
from ninefold.context.types import Person
from tests.adapt import autumn

GOLDEN = Path(__file__).parents[1] / "data" / "golden_liquid.json.xz"
LIQUID = Environment()
GOLDEN_PASSED = 924  # of 1,054; 126 are to be refused, and on 4 python-liquid says something else


def golden() -> list[dict[str, Any]]:
    """The cases of golden-liquid (tests/data/ORIGIN.md)."""
    cases: list[dict[str, Any]] = json.loads(lzma.decompress(GOLDEN.read_bytes()))["tests"]
    return cases


def say(source: str, data: dict[str, Any]) -> str:
    return placeholders.produce(placeholders.parse_freely(source), Values(data))


def as_liquid_says(source: str, data: dict[str, Any], templates: dict[str, str] | None = None) -> str | None:
    """What python-liquid says, None where it refuses."""
    environment = Environment(loader=DictLoader(templates)) if templates else LIQUID
    try:
        return environment.from_string(source).render(**data)
    except Exception:  # noqa: BLE001  # whatever it raises, it says nothing
        return None


def test_every_golden_case_that_liquid_passes() -> None:
    """Whole Liquid: what is compiled and what is a passage say what python-liquid says."""
    passed = compiled = 0
    for case in golden():
        data, source = case.get("data", {}), case["template"]
        theirs = as_liquid_says(source, data, case.get("templates"))
        if case.get("invalid") or theirs not in (case.get("results") or [case["result"]]):
            continue
        passed += 1
        if "templates" in case:
            sandbox = passages.Sandbox(strict_filters=True, loader=DictLoader(case["templates"]))
            assert passages.evaluator(sandbox.from_string(source))(data) == theirs, case["name"]
            continue
        try:
            parts = placeholders.parse_freely(source)
        except PlaceholderRefused:  # it says nothing to nobody; to this data it does
            assert passages.evaluator(passages.SANDBOX.from_string(source))(data) == theirs, case["name"]
            continue
        assert placeholders.produce(parts, Values(data)) == theirs, case["name"]
        compiled += not list(placeholders.passages(parts))
    assert (passed, compiled > 250) == (GOLDEN_PASSED, True)


def test_what_liquid_refuses_is_refused_or_says_its_fallback() -> None:
    for case in golden():
        if case.get("invalid") and as_liquid_says(case["template"], case.get("data", {})) is None:
            try:
                said = say(case["template"], case.get("data", {}))
            except PlaceholderRefused:
                continue
            assert said is not None


VALUE = st.one_of(
    st.text(alphabet="aé <&\"'😀", max_size=6), st.none(), st.booleans(), st.integers(-5, 5), st.floats(-2, 2),
    st.lists(st.text(max_size=2), max_size=2), st.dictionaries(st.sampled_from(["x"]), st.text(max_size=2), max_size=1),
)  # fmt: skip
SOURCES = (
    "{{ a }}", "{{ a.b }}", "{{ a | default: 'friend' }}", "{{ a.b | default: \"x\" }}!", "{{ a | capitalize }}",
    "{{ a | default: 'y', allow_false: true }}", "{{ a | default: b }}", "{{ a.first }}{{ a.size }}",
    "{{ a | upcase | append: '!' }}",
    "{% if a %}yes{% else %}no{% endif %}", "{% if a == b %}1{% elsif a contains 'a' %}2{% endif %}",
    "{% unless a == blank %}<{{ a }}>{% endunless %}", "{% unless a %}x{% elsif b %}y{% else %}z{% endunless %}",
    "{% if a and b or a != 'a' %}  {% endif %}|", "{% case a %}{% when 'a' %}A{% when 1, 2 %}N{% else %}E{% endcase %}",
    "x {%- if a -%} {{ b -}} {%- endif %} y", "{% comment %}{{ a }}{% endcomment %}{{ b | default: 7 }}",
)  # fmt: skip


@settings(max_examples=300)
@given(source=st.lists(st.sampled_from(SOURCES), min_size=1, max_size=3).map(" ".join), a=VALUE, b=VALUE)
def test_compiled_text_says_what_liquid_says(source: str, a: Any, b: Any) -> None:
    data = {"a": a, "b": b}
    try:
        expected = Environment().from_string(source).render(**data)
    except Exception:  # noqa: BLE001  # a value of the wrong type: ours says nothing instead
        say(source, data)
        return
    assert say(source, data) == expected


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("Dear {{ person.first_name }}", 'Give it a fallback: {{ person.first_name | default: "friend" }}'),
        ("Dear {{ person.first_name | default: '' }}", "Give it a fallback"),
        ("Dear {{ person.first_name | append: '!' }}", "Give it a fallback"),
        ("Dear {{ person.frist_name | default: 'x' }}", "Nobody knows “person.frist_name”"),
        ("{% if order.total > 3 %}x{% endif %}", "Nobody knows “order.total”"),
        ("{% if person.plan %}{{ person.city }}{% endif %}", "Give it a fallback"),
        ("Dear {{ person.first_name", "cannot be read"),
        ("Dear }}", "left open"),
        ("{% include 'x' %}", "“include” may not be used. There is nothing to take in."),
        ("{% tablerow i in (1..3) %}{{ i }}{% endtablerow %}", "“tablerow” may not be used. It writes HTML"),
        ("{{ person.name | default: 'x' | shout }}", "There is no filter “shout”. There are: abs, append"),
        ("{% assign n = person.name %}Hi {{ n }}", 'Give it a fallback: {{ n | default: "friend" }}'),
        ("{% assign n = person.nmae | default: 'x' %}", "Nobody knows “person.nmae”"),
        ("{% for x in person.traits.list %}{{ y }}{% endfor %}", "Nobody knows “y”"),
        ("{% for x in orders %}{{ x }}{% endfor %}", "Nobody knows “orders”"),
        ("{% for x in person.traits.list %}{{ person.city }}{% endfor %}", "Give it a fallback"),
        ("{% for x in (1..3) %}{{ x }}{% endfor %}{{ x }}", "Nobody knows “x”"),
        ("{% for x in (1..99999999) %}{{ x }}{% endfor %}", "because of this: too many steps"),
        ("{% break %}", "because of this: unexpected 'break'"),
        ("{% if person.plan %}{% assign n = 'x' %}{% endif %}{{ n }}", '{{ n | default: "friend" }}'),
        (
            "{% if person.plan %}{% assign n = 'x' %}{% else %}{% assign m = 'y' %}{% endif %}{{ n }}",
            "fallback: {{ n |",
        ),
        ("{% case person.plan %}{% when 'a' %}{% assign n = 'x' %}{% endcase %}{{ n }}", "fallback: {{ n |"),
        ("{% unless person.plan %}{% assign n = 'x' %}{% endunless %}{{ n }}", "fallback: {{ n |"),
        ("{% for x in person.traits.list %}{% assign n = 'x' %}{% endfor %}{{ n }}", "fallback: {{ n |"),
        ("{% capture n %}{% if person.plan %}x{% endif %}{% endcapture %}{{ n }}", "fallback: {{ n |"),
        ("{% for x in person.traits.list %}{% else %}{{ x }}{% endfor %}", "Nobody knows “x”"),
        ("{% for x in person.traits.list %}{{ x.name }}{% endfor %}", "fallback: {{ x.name |"),
        ("{% for x in (1..3) %}{{ forloop.idx }}{% endfor %}", "A loop has no “idx”. It has first, index,"),
        ("{% for x in (1..3) %}{{ forloop.parentloop.index }}{% endfor %}", "Give it a fallback"),
        ("{% assign company = 'x' %}{{ company.name }}", "Give it a fallback"),
        ("{{ person.name | default: '\u200b' }}", "Give it a fallback"),
        ("{{ person.name | default: '\u00a0\u2060\ufeff\u3164\u2800' }}", "Give it a fallback"),
        (
            "{{ person.name | default: 'friend' | slice: 9 }}",
            "where “slice” leaves nothing. Put a fallback last: {{ person.n",
        ),
        ("{{ person.name | default: 'friend' | remove: 'a' }}", "Put a fallback last"),
        ("{{ person.name | default: 'a b' | split: ' ' | last }}", "“last” leaves nothing"),
        ("{% assign n = person.name | default: 'friend' %}{{ n | slice: 9 }}", "“slice” leaves nothing"),
        ("{% assign n = person.name | default: 'friend' | slice: 9 %}{{ n }}", "Give it a fallback"),
        ("x" * 10_001, "10000 are the most"),
    ],
)
def test_what_may_not_be_written_is_refused_with_a_way_out(source: str, words: str) -> None:
    with pytest.raises(PlaceholderRefused) as refused:
        placeholders.parse(source)
    assert words in refused.value.message


@pytest.mark.parametrize(
    "source",
    [
        "{% if person.plan %}{% assign n = 'x' %}{% else %}{% assign n = 'y' %}{% endif %}{{ n }}",
        "{% case person.plan %}{% when 'a' %}{% assign n = 'x' %}{% else %}{% assign n = 'y' %}{% endcase %}{{ n }}",
        "{% assign n = 'y' %}{% if person.plan %}{% assign n = 'x' %}{% endif %}{{ n }}",
        "{% if person.plan %}{% assign n = 'x' %}{% endif %}{{ n | default: 'y' }}",
        "{% capture n %}{% if person.plan %}x{% else %}y{% endif %}{% endcapture %}{{ n }}",
        "{% for x in person.traits.list %}{{ x }} {{ forloop.index }} {{ x.name | default: 'y' }}{% endfor %}",
        "{{ person.name | slice: 9 | default: 'friend' | upcase | append: '!' | truncate: 20 | strip }}",
        "{% assign n = person.city %}{% capture n %}Hello{% endcapture %}{{ n }}",
        "{{ company.name | remove: ' Ltd' }}",
    ],
)
def test_what_always_says_something_may_be_written(source: str) -> None:
    assert placeholders.parse(source)


def test_nobody_is_asked_for_as_long_as_a_process_lives() -> None:
    [hole] = placeholders.parse("{{ person.city | default: 'where you are' | upcase }}")
    assert isinstance(hole, placeholders.Hole)
    for _ in range(passages.STEPS_MAX // 2):
        assert hole.produce(placeholders.NOBODY) == "WHERE YOU ARE"


def test_a_value_that_no_filter_takes_says_the_fallback() -> None:
    parts = placeholders.parse("{{ person.traits.note | upcase | default: 'none' }}")
    data = {"person": {"traits": {"note": "x" * 30_000}}}
    assert placeholders.produce(parts, Values(data)) == "none"


NAMES = ("person.name", "person.city", "person.traits.list", "person.traits.n", "a", "b", "x", "x.y", "forloop.index")
TAKING = ("slice: 2", "remove: 'A'", "first", "last", "split: ' '", "append: '!'", "upcase", "truncate: 3", "plus: 1",
          "divided_by: person.traits.n", "strip", "default: 'f'", "default: ''", "default: '\u200b'", "default: a",
          "size", "join: ' '", "date: '%d'")  # fmt: skip
SPOKEN = st.builds(
    lambda name, filters: " | ".join([name, *filters]),
    st.sampled_from(NAMES), st.lists(st.sampled_from(TAKING), max_size=3),
)  # fmt: skip


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    condition = st.sampled_from(("person.city", "person.traits.n == 0", "a", "person.name contains 'A'"))
    return st.one_of(
        st.builds("{{% if {} %}}{}{{% else %}}{}{{% endif %}}".format, condition, inner, inner),
        st.builds("{{% unless {} %}}{}{{% endunless %}}".format, condition, inner),
        st.builds("{{% case person.traits.n %}}{{% when 0 %}}{}{{% when 2 %}}{}{{% endcase %}}".format, inner, inner),
        st.builds("{{% case person.city %}}{{% when 'A' %}}{}{{% else %}}{}{{% endcase %}}".format, inner, inner),
        st.builds("{{% for x in person.traits.list %}}{}{{% else %}}{}{{% endfor %}}".format, inner, inner),
        st.builds("{{% capture b %}}{}{{% endcapture %}}".format, inner),
        st.builds("{}{}".format, inner, inner),
    )


STRICT = st.recursive(
    st.one_of(
        st.builds("[{{{{ {} }}}}]".format, SPOKEN),
        st.builds("{{% assign {} = {} %}}".format, st.sampled_from(("a", "b")), SPOKEN),
    ),
    _nested,
    max_leaves=8,
)
KNOWN = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(("Ada", "A", "Al Bo", " ", "\u200b")), "city": st.sampled_from(("A", "Oslo", "")),
        "n": st.integers(0, 2), "list": st.lists(st.sampled_from(("A", "Bo", {"y": "z"})), max_size=2),
    },
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(source=STRICT, traits=KNOWN)
def test_no_output_that_may_be_written_says_nothing_to_anybody(source: str, traits: dict[str, Any]) -> None:
    """Each output stands in brackets, which must not be empty, as ours and as python-liquid says it."""
    try:
        parts = placeholders.parse(source)
    except PlaceholderRefused:
        return
    reader = personview.values(Person(1, (1,), "", traits, (), "", "", 0, True), "Ninefold")
    said = placeholders.produce(parts, reader)
    theirs = as_liquid_says(source, dict(reader.data))
    assert theirs is None or said == theirs
    assert all(strictness.says(one) for one in re.findall(r"\[([^\]]*)\]", said)), said


def test_traits_conditions_and_the_company_may_be_named() -> None:
    source = "{% if person.traits.points > 9 %}{{ person.traits.points | default: 0 }}{% endif %} {{ company.name }}"
    parts = placeholders.parse(source)
    data = {"person": {"traits": {"points": 12}}, "company": {"name": "Ninefold"}}
    assert placeholders.produce(parts, Values(data)) == "12 Ninefold"


def test_a_link_stands_apart_and_outside_of_conditions() -> None:
    assert wording.links(wording.read("see (https://n9.example/a), https://n9.example/b.")) == (
        Link("https://n9.example/a", "n9.example/a"),
        Link("https://n9.example/b", "n9.example/b"),
    )
    for glued in ("boxhttps://n9.example", "{{ person.name | default: 'x' }}https://n9.example"):
        with pytest.raises(PlaceholderRefused, match="Put a space before the link"):
            wording.read(glued)
    with pytest.raises(PlaceholderRefused, match="outside of the condition"):
        wording.read("{% if person.plan %}https://n9.example{% endif %}")


WHOLE = (
    "{% assign n = a | default: 'friend' %}{{ n }}!",
    "{% for x in a %}{{ x }},{% else %}none{% endfor %}",
    "{% for x in a limit: 2 offset: 1 %}{{ forloop.index }}{{ x }}{% if forloop.last %}.{% endif %}{% endfor %}",
    "{% capture c %}<{{ b }}>{% endcapture %}{{ c | upcase }}{{ c | size }}",
    "{% cycle 'a', 'b' %}{% cycle 'a', 'b' %}",
    "{% increment i %}{% increment i %}{% decrement i %}",
    "{{ a | join: '+' }}|{{ a | sort | reverse | join }}",
    "{% for x in (1..4) %}{% if x == 3 %}{% break %}{% endif %}{{ x }}{% endfor %}",
    "{{ a | json }}",
    "{{ b | escape }}",
    "{% liquid assign z = b\n echo z | append: '.' %}",
    "{% for x in a reversed %}{% for y in x %}{{ y }}{% endfor %}{% endfor %}",
    "{% ifchanged %}{{ a }}{% endifchanged %}",
    "{{ a | map: 'x' | compact | first }}",
    "{{ b | replace: 'a', a }}",
    "{% case a %}{% when b %}same{% when b %}again{% else %}other{% endcase %}",
    "{% assign q = q | append: b %}{{ q }}",
)
DATA = st.one_of(VALUE, st.lists(VALUE, max_size=4))


@settings(max_examples=400, deadline=None)
@given(source=st.lists(st.sampled_from(WHOLE + SOURCES), min_size=1, max_size=4).map(" ".join), a=DATA, b=DATA)
def test_whole_liquid_says_what_liquid_says(source: str, a: Any, b: Any) -> None:
    data = {"a": a, "b": b}
    theirs = as_liquid_says(source, data)
    try:
        ours = say(source, data)
    except PlaceholderRefused:
        ours = ""
    assert theirs is None or ours == theirs


@pytest.mark.parametrize(
    "source",
    [
        "{% for x in (1..60000) %}x{% endfor %}",
        "{% for x in (1..900) %}{% for y in (1..900) %}{% endfor %}{% endfor %}",
        "{% assign s = 'ab' %}{% for x in (1..900) %}{% assign s = s | append: s %}{% endfor %}{{ s | size }}",
        "{% assign n = 9 %}{% for x in (1..900) %}{% assign n = n | times: n %}{% endfor %}{{ n }}",
        "{% capture c %}{% for x in (1..9000) %}xx{% endfor %}{% endcapture %}{% assign d = c | replace: 'x', c %}",
        "{{ 'now' | date: '%999999999d' }}",
        "{% for x in (1..900000000000000000000000) %}{% endfor %}",
    ],
)
def test_what_would_take_too_long_or_too_much_is_stopped_by_a_count(source: str) -> None:
    start = process_time()
    with pytest.raises(PlaceholderRefused, match="because of this"):
        placeholders.parse(source)
    assert process_time() - start < 2


def test_a_range_without_end_is_not_written_out() -> None:
    start = process_time()
    assert say("{{ (1..900000000) | join: ',' }}.", {}) == "."
    assert process_time() - start < 2


def test_a_passage_that_becomes_too_long_for_one_person_says_its_fallback() -> None:
    source = "{% for x in person.traits.liked %}{{ x }}, {% else %}all of it {% endfor %}and more."
    said = wording.sayer(wording.read(source)[0], modes(BUILT_IN["mail"])[0])

    def to(liked: list[str]) -> str:
        return said(Values({"person": {"traits": {"liked": liked}}}))

    assert to(["jazz", "ska"]) == "jazz, ska, and more."
    assert to([]) == to(["jazz" * 400]) == to(["x"] * 60_000) == "all of it and more."


def test_whole_liquid_fits_loose_forms_and_is_named_where_it_does_not() -> None:
    story = Block("s", BlockKind.TEXT, Priority.ESSENTIAL, "Hi.{% for x in person.traits.liked %} {{ x }}{% endfor %}")
    report = fit.report(autumn.box(story))
    assert report.fits == ("mail", "chat")
    assert "(It says “for”, and how long that becomes nobody knows: it counts as 1500. A short form" in next(
        problem.message for problem in report.problems if problem.form_factor == "sms"
    )
    assert set(fit.report(autumn.box(replace(story, short="Hi."))).fits) == set(BUILT_IN)


def test_a_fact_inside_of_a_loop_is_told_because_it_may_go_unsaid() -> None:
    loop = "For {{ person.city | default: 'you' }}, 12:{% for x in person.traits.liked %} 7 {{ x }}{% endfor %}"
    story = Block("s", BlockKind.TEXT, Priority.ESSENTIAL, loop)
    told = [problem.message for problem in fit.report(autumn.box(story)).problems]
    assert len(told) == 1
    assert told[0].startswith("Block 1: “7” must be kept, but stands inside of a loop or condition")
    assert "mail" in fit.report(autumn.box(replace(story, priority=Priority.DETAIL), autumn.HEADING)).fits


def test_a_letter_with_a_loop_is_escaped_and_keeps_its_lines() -> None:
    source = "You liked:{% for x in person.traits.liked %}\n- {{ x }}{% else %} much{% endfor %}"
    variant = autumn.box(Block("s", BlockKind.TEXT, Priority.ESSENTIAL, source))
    letter = compile_letter(variant, BUILT_IN["mail"], Letterhead("Ninefold", no_image))
    values = Values({"person": {"traits": {"liked": ["<b>jazz</b>", "ska\u202e\r\nBcc: x"]}}, "company": {}})
    _, html, text = letter.render(values, [link.url for link in letter.links])
    assert "You liked:<br>- &lt;b&gt;jazz&lt;/b&gt;<br>- ska" in html
    assert text.startswith("You liked:\n- <b>jazz</b>\n- ska\nBcc: x\n")
