"""CDNOW's purchases, shifted so that the last one falls on yesterday. See ORIGIN.md."""

import csv
import io
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files

from ninefold.kernel import ids

SHOP_OPENS_HOUR = 8
SHOP_OPEN_SECONDS = 14 * 3600


@dataclass(frozen=True, slots=True)
class Purchase:
    """One line of the source: `line` counts from 1, `cents` are dollars times 100, `at` is shifted, in UTC."""

    line: int
    customer: str
    cds: int
    cents: int
    at: datetime

    @property
    def user_id(self) -> str:
        return f"cdnow-{self.customer}"


def purchases(*, today: date, people_max: int = 0) -> list[Purchase]:
    """All purchases in the source's order, the last one on the day before `today`; 0 people means all of them."""
    lines = list(_lines())
    last = max(day for _, day, _, _ in lines)
    shift = (today - timedelta(days=1)) - last
    found = [
        Purchase(number, customer, cds, cents, _instant(day + shift, number))
        for number, (customer, day, cds, cents) in enumerate(lines, 1)
    ]
    return [p for p in found if not people_max or int(p.customer) <= people_max]


def _lines() -> Iterator[tuple[str, date, int, int]]:
    packed = files("ninefold.cli.demo").joinpath("cdnow.csv.xz").read_bytes()
    for row in csv.DictReader(io.StringIO(lzma.decompress(packed).decode("ascii"))):
        dollars, _, cents = row["dollar_value"].partition(".")
        day = datetime.strptime(row["date"], "%Y%m%d").replace(tzinfo=UTC).date()
        yield row["customer_id"], day, int(row["number_of_cds"]), int(dollars) * 100 + int(cents.ljust(2, "0"))


def _instant(day: date, line: int) -> datetime:
    opened = datetime.combine(day, time(SHOP_OPENS_HOUR), UTC)
    return opened + timedelta(seconds=ids.derived_id("time of day", line) % SHOP_OPEN_SECONDS)
