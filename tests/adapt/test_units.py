"""Each channel counts in its own units."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.adapt import units, weighing
from ninefold.adapt.formfactors import BUILT_IN
from ninefold.adapt.modes import modes

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("text", "alphabet", "parts", "used"),
    [
        ("a" * 160, "GSM-7", 1, 160),
        ("a" * 161, "GSM-7", 2, 161),
        ("a" * 306, "GSM-7", 2, 306),
        ("a" * 307, "GSM-7", 3, 307),
        ("€" * 80, "GSM-7", 1, 160),
        ("a" * 159 + "€", "GSM-7", 2, 161),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 3, 306),  # an escape is not cut from its character
        ("ą" * 70, "UCS-2", 1, 70),
        ("ą" * 71, "UCS-2", 2, 71),
        ("ą" * 134, "UCS-2", 2, 134),
        ("ą" * 66 + "😀" + "ą" * 66, "UCS-2", 3, 134),  # a pair of surrogates is not cut
        ("😀" * 35, "UCS-2", 1, 70),
        ("Grüße, été à la plage £5", "GSM-7", 1, 24),
        ("ê", "UCS-2", 1, 1),
        ("`", "UCS-2", 1, 1),
    ],
)
def test_sms_is_counted_in_septets_or_else_in_ucs2(text: str, alphabet: str, parts: int, used: int) -> None:
    assert units.sms_parts(text) == (alphabet, parts, used)


def test_the_alphabet_has_its_128_characters() -> None:
    assert len(units.GSM_BASIC) == 127  # the escape to the extension table is the 128th
    assert len(units.GSM_EXTENDED) == 10


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("hello", 5),
        ("สวัสดี", 6),
        ("مرحبا", 5),
        ("こんにちは", 10),
        (FAMILY, 2),
        ("😀😀", 4),
        ("🇩🇪", 2),
        ("👍🏽", 2),
        ("1️⃣", 2),
        ("“quoted” – and…", 16),
        ("https://example.com/a/very/long/path?with=query", 23),
        ("see https://example.com/a.", 28),
        ("n9.example", 24),
        ("e\u0301", 1),
        ("👍" + "\u0301" * 5, 7),
        ("🧑🏽\u200d💻", 5),  # younger than the list that X uses
        ("👨\u200dx", 4),
        ("™\u200d", 3),
        ("©", 1),
        ("©\ufe0f", 2),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 2),
        ("𝒳", 2),
    ],
)
def test_x_weighs_by_its_own_ranges(text: str, weight: int) -> None:
    assert weighing.weighted(text) == weight


def test_a_reader_sees_graphemes() -> None:
    assert units.graphemes(FAMILY) == 1
    assert units.graphemes("กำ") == 1
    assert units.graphemes("e\u0301") == 1
    assert units.graphemes("\r\n") == 1


def test_the_classic_140_counts_code_points_in_nfc() -> None:
    assert units.characters("e\u0301") == 1
    assert units.characters(FAMILY) == 7


TEXT = st.text(alphabet=st.sampled_from("aé€😀\u0301\u200dกำ한١.0\n{ ,🇩🇪👍🏽"), max_size=12)


@given(first=TEXT, second=TEXT, key=st.sampled_from(sorted(BUILT_IN)))
def test_two_texts_side_by_side_never_take_more_than_apart(first: str, second: str, key: str) -> None:
    for mode in modes(BUILT_IN[key]):
        assert mode.count(f"{first}\n{second}") <= mode.count(first) + mode.count("\n") + mode.count(second) + (
            4 if mode.name == "bytes" else 0
        )


@given(value=st.text(max_size=60), bound=st.integers(6, 40), key=st.sampled_from(sorted(BUILT_IN)))
def test_no_value_takes_more_than_its_bound(value: str, bound: int, key: str) -> None:
    for mode in modes(BUILT_IN[key]):
        cleaned = mode.clean(value, bound, "friend")
        assert mode.admits(cleaned)
        assert mode.measure(cleaned) <= bound
        assert mode.count(cleaned) <= mode.bound_cost(bound)
        assert not {"\n", "\r", "\x00"} & set(cleaned)
        assert cleaned == cleaned.strip()


@given(text=st.text(alphabet="a€ą😀{", max_size=460), parts=st.integers(1, 3))
def test_what_keeps_within_the_limit_keeps_within_the_parts(text: str, parts: int) -> None:
    limit = units.GSM_ONE if parts == 1 else units.GSM_PART * parts
    for mode in modes(replace(BUILT_IN["sms"], limit=limit)):
        if mode.admits(text) and mode.count(text) <= mode.limit:
            assert units.sms_parts(text)[1] <= parts
