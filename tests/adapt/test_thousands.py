"""A few of the random items that `make proof ONLY=fitting` tries by the ten thousand."""

import pytest

from tests.adapt import counting, thousands
from tests.adapt.thousands import Found


@pytest.fixture(scope="module")
def found() -> Found:
    made = Found()
    for seed in range(40):
        thousands.try_all(seed, made)
    return made


def test_every_rendition_keeps_within_its_limit_counted_a_second_time(found: Found) -> None:
    assert not found.over


def test_no_fact_is_lost(found: Found) -> None:
    assert found.facts > 300
    assert not found.lost


def test_whatever_is_planted_is_found_but_names_that_begin_a_sentence() -> None:
    found = Found()
    for seed in range(300):
        thousands.note_planted(*thousands.planted_item(seed), found)
    assert sum(found.planted.values()) > 500
    assert found.unfound.keys() <= {"name"}


def test_what_is_planted_and_found_is_kept(found: Found) -> None:
    assert found.let_go.keys() <= {"name"}


def test_no_word_and_no_grapheme_is_torn(found: Found) -> None:
    assert not found.broken


def test_every_form_factor_takes_some_of_them(found: Found) -> None:
    assert all(found.fitted[form.key] > 3 for form in thousands.FORMS)


def test_the_second_count_tells_what_is_too_long() -> None:
    forms = {form.key: form for form in thousands.FORMS}
    assert counting.exceeds(forms["sms"], "a" * 159 + "€") == 1
    assert counting.exceeds(forms["sms"], "ą" * 71) == 1
    assert counting.exceeds(forms["post280"], "👨‍👩‍👧‍👦" * 141) == 2
    assert counting.exceeds(forms["post280"], "https://n9.example.com/" + "a" * 300 + " " + "語" * 129) == 2
    assert counting.exceeds(forms["mastodon"], "@a@b.example " * 167) == 1
