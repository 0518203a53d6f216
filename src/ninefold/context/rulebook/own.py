"""Identifiers of a company's own kinds: what a profile's trait says now, kept as its identifier of the kind.

They follow from the traits alone, so a kind that is added later, or taken out and put back, gives the same people.
"""

from collections.abc import Collection, Iterable

from django.db import connection

from ninefold.context import sayings
from ninefold.context.rules import Rules, listed
from ninefold.kernel.database import bulk

IDENTIFIER_COLUMNS = {
    "profile_id": "int", "kind": "text", "value": "text", "is_verified": "bool", "first_seen_at": "int",
    "last_seen_at": "int",
}  # fmt: skip
_SAID_AGAIN = (
    "(profile_id, kind, value, is_verified) DO UPDATE SET"
    " first_seen_at = excluded.first_seen_at, last_seen_at = excluded.last_seen_at"
)
_Held = tuple[int, str, bool]  # profile, kind, whether by more than a browser's word
Address = tuple[str, str]  # kind and value


def follow(profile_ids: Collection[int], rules: Rules, past: Collection[str] = ()) -> set[Address]:
    """Bring the identifiers of own kinds of these profiles up to date; those that they no longer have.

    `past` are kinds that the rules no longer name.
    """
    if not profile_ids:
        return set()
    wanted, kept = _wanted(profile_ids, rules), _kept(profile_ids, {*rules.own_kinds, *past})
    lost = {held: row for held, row in kept.items() if wanted.get(held, ("", 0))[0] != row[1]}
    fresh = [(*held, *said) for held, said in sorted(wanted.items()) if held not in kept or kept[held][1:] != said]
    _delete(row for row, _, _ in lost.values())
    rows = [(profile, kind, value, verified, at, at) for profile, kind, verified, value, at in fresh]
    bulk.insert("context_identifier", IDENTIFIER_COLUMNS, rows, on_conflict=_SAID_AGAIN)
    mark_shared({row[2] for row in rows}, rules)
    return {(held[1], value) for held, (_, value, _) in lost.items()}


def mark_shared(values: Collection[str], rules: Rules) -> None:
    """Mark the identifiers that several profiles have, of these values."""
    if not values:
        return
    among, given = bulk.among("value", values, "text")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE context_identifier SET is_shared = TRUE"
            f" WHERE NOT is_shared AND kind IN ({listed(rules.held)}) AND {among}"
            " AND EXISTS (SELECT 1 FROM context_identifier o WHERE o.kind = context_identifier.kind"
            " AND o.value = context_identifier.value AND o.profile_id <> context_identifier.profile_id)",
            [given],
        )


def _wanted(profile_ids: Collection[int], rules: Rules) -> dict[_Held, tuple[str, int]]:
    """The value and the time of each identifier that there should be."""
    if not rules.own:
        return {}
    kind_of = {rule.trait: rule.kind for rule in rules.own}
    who, ids = bulk.among("profile_id", profile_ids)
    which, names = bulk.among("name", kind_of, "text")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT profile_id, name, is_verified, value, occurred_at FROM context_trait WHERE {who} AND {which}",
            [ids, names],
        )
        return {
            (profile, kind_of[name], bool(verified)): (text, at)
            for profile, name, verified, value, at in cursor.fetchall()
            if (text := sayings.identifier(value))
        }


def _kept(profile_ids: Collection[int], kinds: Collection[str]) -> dict[_Held, tuple[int, str, int]]:
    who, ids = bulk.among("profile_id", profile_ids)
    which, names = bulk.among("kind", kinds, "text")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT profile_id, kind, is_verified, id, value, last_seen_at FROM context_identifier"
            f" WHERE {who} AND {which}",
            [ids, names],
        )
        return {(row[0], row[1], bool(row[2])): (row[3], row[4], row[5]) for row in cursor.fetchall()}


def _delete(rows: Iterable[int]) -> None:
    condition, values = bulk.among("id", list(rows))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM context_identifier WHERE {condition}", [values])
