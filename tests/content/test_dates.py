"""Months are those that CLDR names."""

from datetime import date

import pytest
from babel import Locale
from babel.dates import format_date
from docs import months

from ninefold.content import dates

SPOKEN = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "cs", "fi", "tr", "el", "ru", "uk", "ar", "fa", "ur", "hi",
          "bn", "ta", "th", "id", "vi", "ka", "hy", "am")  # fmt: skip


def test_the_names_kept_are_those_of_cldr() -> None:
    assert months.PLACE.read_text(encoding="utf-8") == months.written(), "python -m docs.months writes them anew"


@pytest.mark.parametrize("language", SPOKEN)
def test_a_day_in_the_middle_of_a_sentence_is_one_date(language: str) -> None:
    locale = Locale.parse(language)
    for month in range(1, 13):
        written = format_date(date(2026, month, 23), "d MMMM y", locale=locale)
        assert [f"… {written} …"[start:end] for start, end in dates.spans(f"… {written} …")] == [written]
