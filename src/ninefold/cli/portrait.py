"""All that is known of one person in 80 columns: who they are, what happened, why we wrote or not."""

import textwrap
from collections.abc import Iterator
from datetime import datetime

from ninefold.cadence import queries as cadence
from ninefold.channel.types import Delivery, DeliveryStatus
from ninefold.collect import queries as collect
from ninefold.context import queries as context
from ninefold.context.types import Consent, Person
from ninefold.kernel import clock
from ninefold.kernel.persondata import Row
from ninefold.pipeline.person import reading, story, whylog
from ninefold.pipeline.person.reading import PersonPage

COLUMNS = 80
LABEL_COLUMNS = 12
LINES_MAX = 10
STORY_MAX = 12
DAY_US = 86_400_000_000


def lines(person: Person, data: dict[str, dict[str, list[Row]]], now: int) -> Iterator[str]:
    """The portrait, line by line, none over COLUMNS; `data` is the export of all rooms, `now` in microseconds."""
    page = reading.read(person.id, now)
    yield from _wrapped("", _who(page))
    for label, told in (
        ("Known by", [f"{one.kind} {one.value}" for one in person.identifiers]),
        ("Consents", [_consent(one) for one in page.consents]),
        ("Community", _community(person, data)),
        ("Bought", [_money(person, now)]),
        ("Attention", [_attention(page)]),
        ("Wallet", [f"{wallet.name} {wallet.balance:,}" for wallet in page.wallets]),
        ("Traits", [", ".join(f"{name} {value}" for name, value in sorted(person.traits.items()))]),
        ("Why not me?", [_why(one) for one in page.whys]),
        ("Deliveries", [_delivery(one) for one in page.deliveries]),
        ("Mailbox", [f"{_date(row)}  {row['subject']}" for row in data["channel"]["mailbox_message"][::-1]]),
        ("Quarantine", [_dated(one.received_at, one.reason) for one in collect.quarantined_of(person.profile_ids)]),
        ("Story", [_moment(one) for one in reading.read_story(person, theme="", before=0).moments]),
    ):  # fmt: skip
        yield from _section(label, told)


def _section(label: str, told: list[str]) -> Iterator[str]:
    most = STORY_MAX if label == "Story" else LINES_MAX
    for number, words in enumerate(told[:most] or ["none"]):
        yield from _wrapped("" if number else label, words)
    if len(told) > most:
        yield from _wrapped("", "… and earlier ones; --json prints all")


def _wrapped(label: str, words: str) -> list[str]:
    """Words beside their label. What people typed may not steer the terminal: controls become spaces."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in words).split(" "))
    lines = textwrap.wrap(plain, COLUMNS - LABEL_COLUMNS - 1, subsequent_indent="  ", break_on_hyphens=False) or [""]
    return [f"{label if not number else '':<{LABEL_COLUMNS}} {line}" for number, line in enumerate(lines)]


def _day(us: int) -> str:
    return f"{clock.from_us(us):%d %b %Y}"


def _dated(us: int, words: str) -> str:
    return f"{_day(us)}  {words}"


def _who(page: PersonPage) -> str:
    person = page.person
    parts = [
        f"{person.name or 'No name'}, person {person.id}, known since {_day(person.known_since)}",
        f"reads {person.tag}" if person.tag else "language unknown",
        f"{page.place}, {page.local_time} there" if page.place else "zone unknown",
    ]
    return " · ".join(
        [
            *parts,
            *(["simulated"] if page.is_simulated else []),
            *([] if person.is_known or person.is_listed else ["anonymous"]),
        ]
    )


def _consent(one: Consent) -> str:
    refused = f"; does not count: {one.refused}" if one.refused else ""
    basis = ", ".join(filter(None, (one.basis, _day(one.occurred_at))))
    return f"{one.purpose.value} by {one.channel.value}: {one.status.value} ({basis}){refused}"


def _community(person: Person, data: dict[str, dict[str, list[Row]]]) -> list[str]:
    posts = ", ".join(
        f"{len(rows)} {table.removeprefix('community_')}{'' if len(rows) == 1 else 's'}"
        for table, rows in data["community"].items()
        if rows
    )
    return [words for words in (str(person.traits.get("community") or ""), posts) if words]


def _money(person: Person, now: int) -> str:
    money = context.money(person.id)
    if not money.orders:
        return "nothing yet"
    orders = f"{money.orders} order{'' if money.orders == 1 else 's'}"
    days = (now - money.last_at) // DAY_US
    ago = f"{days} days ago" if days > 1 else "yesterday" if days == 1 else "today"
    worth = f", {context.in_words(money.sums)} in all" if any(money.sums.values()) else ""
    return f"{orders}{worth}, the last {ago}"


def _attention(page: PersonPage) -> str:
    stock = page.stock
    pace = f"own pace {cadence.pace_in_words(stock.pace)}" if stock.pace else f"refills by {stock.per_week:g} a week"
    return f"{stock.level:.1f} of {stock.maximum:g} left, {pace}"


def _why(one: whylog.Why) -> str:
    return _dated(one.at, f"{one.tactic} ({one.arm}): {one.word}. {one.sentence}")


def _delivery(one: Delivery) -> str:
    did = [
        word for word, at in (("opened", one.opened_at), ("clicked", one.clicked_at), ("replied", one.replied_at)) if at
    ]
    ended = ", ".join([one.status.value.replace("_", " "), *did])
    why = f" {one.reason}" if one.reason and one.status is not DeliveryStatus.DELIVERED else ""
    return _dated(one.created_at, f"{one.subject or one.channel.value} to {one.address or 'nobody yet'}: {ended}.{why}")


def _date(row: Row) -> str:
    return f"{datetime.fromisoformat(str(row['received_at'])):%d %b %Y}"


def _moment(one: story.Moment) -> str:
    notes = f" ({', '.join(one.notes)})" if one.notes else ""
    return _dated(one.at, f"{one.title}{': ' if one.detail else ''}{one.detail}{notes}")
