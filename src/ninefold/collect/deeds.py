"""What people did, as other rooms' own statements need it: from the log itself, not what it was summed to.

Events are named here as activities are counted: a track's own name, or its kind with a `$`. Bots are not people.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import connection

from ninefold.collect.types import EventKind, Told
from ninefold.kernel.database import bulk

_decode = msgspec.json.decode
_NOTHING: frozenset[str] = frozenset()
# A text is a number where it is a plain decimal. What is greater than this is none: sums of millionths would overflow.
_MAX = 1_000_000_000_000
_NUMBERS = {
    "sqlite": "(SELECT CASE WHEN ABS(j.number) <= {most} THEN CAST(ROUND(j.number * 1000000.0) AS INTEGER) END FROM"
    " (SELECT CAST(p.atom AS REAL) AS number FROM json_each(e.properties) p WHERE p.key = %s AND (p.type IN"
    " ('integer', 'real') OR p.type = 'text' AND SUBSTR(p.atom, 1 + (p.atom LIKE '-%%')) GLOB '[0-9]*'"
    " AND SUBSTR(p.atom, 2) NOT GLOB '*[^0-9.]*' AND p.atom NOT GLOB '*.*.*')) AS j)",
    "postgresql": "(SELECT CASE WHEN ABS(j.number) <= {most} THEN CAST(FLOOR(j.number * 1000000.0 + 0.5) AS BIGINT) END"
    " FROM (SELECT CASE WHEN p.text ~ '^-?[0-9]+(\\.[0-9]*)?$' THEN CAST(p.text AS DOUBLE PRECISION) END AS number"
    " FROM (SELECT CAST(e.properties AS jsonb) ->> CAST(%s AS text) AS text) AS p) AS j)",
}
_CURRENCIES = {
    "sqlite": "UPPER(TRIM(json_extract(e.properties, '$.currency')))",
    "postgresql": "UPPER(TRIM(CAST(e.properties AS jsonb) ->> 'currency'))",
}
_CALLED = "NOT (e.kind = 'track')"


@dataclass(frozen=True, slots=True)
class Amount:
    """A property whose numbers are asked for; of one currency ("" for any), of verified sources alone."""

    property: str
    currency: str = ""
    is_verified: bool = False


def deeds_sql(*, name: str, since: int = 0, amount: Amount | None = None) -> tuple[str, tuple[Any, ...]]:
    """A statement, and its parameters: `profile_id` and `occurred_at` of each time someone did this from `since` on.

    With an amount it has the column `millionths` too: the number times a million, NULL where there is none.
    """
    kind, named = _named(name)
    where, limits = f"{kind} AND e.occurred_at >= %s AND NOT e.is_bot", (named, since)
    if amount is None:
        return f"SELECT e.profile_id, e.occurred_at FROM collect_event e WHERE {where}", limits
    number, also, values = _of_amount(amount)
    return (
        f"SELECT e.profile_id, e.occurred_at, {number} AS millionths FROM collect_event e WHERE {where}{also}",
        (amount.property, *limits, *values),
    )


def _of_amount(amount: Amount) -> tuple[str, str, tuple[str, ...]]:
    """The millionths, whose one parameter is the property; what else must hold of an event, with its parameters."""
    also = " AND e.trust > 0" if amount.is_verified else ""
    also += f" AND {_CURRENCIES[connection.vendor]} = %s" if amount.currency else ""
    return _NUMBERS[connection.vendor].format(most=_MAX), also, (amount.currency,) if amount.currency else ()


def _named(name: str) -> tuple[str, str]:
    """What tells events of this name, for an index to be found."""
    if not name.startswith("$"):
        return "e.kind = 'track' AND e.name = %s", name
    return f"e.kind = %s AND {_CALLED}", name[1:]


def of_few(
    profiles: Mapping[str, Collection[int]], *, since: int, amount: Amount | None = None
) -> list[tuple[int, str, int, int | None]]:
    """Each time, from `since` on, that one of few profiles did what it is asked about: profile, name, moment, amount.

    `profiles` are those asked about by the name of what they did.
    """
    tracks = {name: own for name, own in profiles.items() if own and not name.startswith("$")}
    calls = {name[1:]: own for name, own in profiles.items() if own and name.startswith("$")}
    done = _of_few("e.name", "e.kind = 'track'", tracks, since, amount)
    return done + [(who, f"${kind}", *rest) for who, kind, *rest in _of_few("e.kind", _CALLED, calls, since, amount)]


def _of_few(
    column: str, kind: str, profiles: Mapping[str, Collection[int]], since: int, amount: Amount | None
) -> list[tuple[Any, ...]]:
    """Whoever is asked about is looked up by profile once, however many names there are; `+` keeps SQLite to that."""
    if not profiles:
        return []
    number, also, values = _of_amount(amount) if amount else ("NULL", "", ())
    of, ids = bulk.among("e.profile_id", {profile for own in profiles.values() for profile in own})
    pairs, asked = bulk.pairs(profiles)
    by = "+" if connection.vendor == "sqlite" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT e.profile_id, {column}, e.occurred_at, {number} FROM collect_event e WHERE {of} AND {kind}"
            f" AND e.occurred_at >= %s AND NOT e.is_bot AND ({by}{column}, {by}e.profile_id) IN ({pairs}){also}",
            [*([amount.property] if amount else []), ids, since, asked, *values],
        )
        return list(cursor.fetchall())


def told_between(after: int, up_to: int, *, contexts: bool) -> list[Told]:
    """What the events after one number up to another tell, and of whom; those of bots tell nothing of people.

    `contexts` asks for the zone and locale of devices and for ids of other systems too, under the names that context
    gives them.
    """
    context = "context" if contexts else "'{}'"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT profile_id, kind, name, traits, {context}, is_bot FROM collect_event WHERE id > %s AND id <= %s",
            [after, up_to],
        )
        return [_told(row) for row in cursor.fetchall()]


def _told(row: tuple[Any, ...]) -> Told:
    profile_id, kind, name, traits, context, is_bot = row
    named = name if kind == EventKind.TRACK else f"${kind}"
    said = frozenset(_decode(traits)) if traits != "{}" and kind != EventKind.GROUP else _NOTHING
    if context != "{}":
        said |= _of_context(_decode(context))
    return Told(profile_id, "" if is_bot else named, said)


def _of_context(context: dict[str, Any]) -> set[str]:
    ids = context.get("externalIds")
    types = (one.get("type") for one in ids if isinstance(one, dict)) if isinstance(ids, list) else ()
    own = {f"$external.{each}" for each in types if isinstance(each, str)}
    return own | {f"${name}" for name in ("timezone", "locale") if name in context}


def doers_between(name: str, *, since: int, until: int) -> set[int]:
    """The profiles that did this from one moment to another, both included. `name` as in `deeds_sql`."""
    deeds, values = deeds_sql(name=name, since=since)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT profile_id FROM ({deeds} AND e.occurred_at <= %s) AS deed", [*values, until])
        return {profile for (profile,) in cursor.fetchall()}
