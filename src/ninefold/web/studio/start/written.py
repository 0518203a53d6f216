"""How dates, amounts and telephone numbers of a file are read, as fields that both kinds of files ask with."""

from django import forms

from ninefold.collect.importing import cells
from ninefold.collect.types import Dates, Sheet
from ninefold.culture import countries

DAY: cells.Order = "day"
MONTH: cells.Order = "month"


def dates_of(sheet: Sheet, home: str) -> Dates | None:
    """How the dates of a file are read where that is a question: by what settles it in the file, else as one writes
    them at home."""
    found = sorted(sheet.times.values(), key=lambda one: not one.is_sure)
    if not found:
        return None
    first = found[0]
    return first if first.order else Dates(MONTH if home == "US" else DAY, is_sure=False, sample=first.sample)


def order_field(dates: Dates) -> forms.ChoiceField:
    """Which comes first in the dates of a file, with one of them as an example."""
    told = [(order, _read(dates.sample, order)) for order in (DAY, MONTH)]
    return forms.ChoiceField(
        label="How its dates are read",
        initial=dates.order,
        choices=[(order, f"The {order} first: {said}") for order, said in told],
        help_text="Its other dates tell that it is so." if dates.is_sure else "No date in it tells. Say which it is.",
    )


def is_settled(sheet: Sheet, name: str) -> bool:
    """Whether the file itself tells what is asked, so that what was said of another does not count."""
    if name == "order":
        return any(one.is_sure for one in sheet.times.values())
    return name == "mark" and bool(sheet.marks)


def _read(sample: str, order: cells.Order) -> str:
    try:
        day = cells.instant(sample, order)
    except ValueError:
        return f"“{sample}” is no day then"
    return f"“{sample}” is {day.day} {day:%B %Y}"


def mark_field(sheet: Sheet) -> forms.ChoiceField:
    """What stands before the decimals of a file's amounts."""
    found = set(sheet.marks.values())
    return forms.ChoiceField(
        label="How amounts are written",
        required=False,
        initial=found.pop() if len(found) == 1 else "",
        choices=[
            ("", "each cell tells: 19.90 or 19,90"),
            (",", "with a comma: 1.234,50"),
            (".", "with a point: 1,234.50"),
        ],
    )


def country_field(home: str) -> forms.ChoiceField:
    """Of which country telephone numbers are that name none."""
    return forms.ChoiceField(
        label="Phone numbers without a country are of",
        required=False,
        initial=home,
        choices=[("", "not said"), *countries.names()],
        help_text="Your home country. What you choose here holds from now on, in search too.",
    )
