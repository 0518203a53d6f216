"""Keeps the evidence of addresses right: it follows from who holds them, and is written and taken back with it."""

from collections.abc import Collection, Iterable, Sequence

from django.db import connection, transaction

from ninefold.context import joining
from ninefold.context.linkage import meetings
from ninefold.context.linkage.meetings import Holding
from ninefold.context.models import AddressesToFollow
from ninefold.context.resolving import EVIDENCE_COLUMNS
from ninefold.context.rulebook import keeping as rulebook
from ninefold.context.rules import EMAIL, Rules, listed
from ninefold.kernel.database import bulk

Address = tuple[str, str]  # kind and normal value
_PROFILES_AT_ONCE = 500
_PART = 100  # addresses asked for in one statement
_Met = tuple[int, int, str, str]  # smaller profile id, greater, kind and value of the address
_SEEN_AGAIN = "(left_id, right_id, kind, is_verified, address) DO UPDATE SET occurred_at = excluded.occurred_at"


def follow(profile_ids: Collection[int], rules: Rules, also: Collection[Address] = ()) -> joining.Moved:
    """Bring the evidence of all that these profiles hold with others up to date, and join people anew; who moved.

    `also` are addresses that somebody no longer holds, or that no longer say anything.
    """
    held = shared_of(profile_ids, rules) if profile_ids else []
    addresses = sorted({*held, *also})
    if not addresses:
        return {}
    met, kept = wanted(addresses, rules), _kept(addresses)
    gone = {each: row for each, (row, _) in kept.items() if each not in met}
    fresh = {each: at for each, at in met.items() if each not in kept or kept[each][1] != at}
    if not gone and not fresh:
        return {}
    joining.lock()
    _delete(gone.values())
    rows = [(left, right, kind, True, at, "", "", value) for (left, right, kind, value), at in sorted(fresh.items())]
    bulk.insert("context_evidence", EVIDENCE_COLUMNS, rows, on_conflict=_SEEN_AGAIN)
    changed = [each for each in (*gone, *fresh) if each not in kept or each in gone or each[2] not in rules.own_kinds]
    return joining.rejoin({profile for left, right, *_ in changed for profile in (left, right)}) if changed else {}


@transaction.atomic
def catch_up() -> int:
    """Bring in addresses that were told before they were evidence, a bounded piece; how many profiles it was."""
    row = AddressesToFollow.objects.first()
    if row is None:
        return 0
    joining.lock()
    rules = rulebook.current()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT profile_id FROM context_identifier"
            f" WHERE is_shared AND is_verified AND kind IN ({listed(rules.joining)}) AND profile_id > %s"
            f" ORDER BY profile_id LIMIT {_PROFILES_AT_ONCE}",
            [row.up_to],
        )
        found = [profile for (profile,) in cursor.fetchall()]
    if found:
        follow(found, rules)
        joining.rejoin(found)
        AddressesToFollow.objects.update(up_to=found[-1])
    else:
        AddressesToFollow.objects.all().delete()
    return len(found)


def shared_of(profile_ids: Collection[int], rules: Rules) -> list[Address]:
    """The addresses of these profiles that others hold too, but for those of roles."""
    condition, values = bulk.among("profile_id", profile_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT kind, value FROM context_identifier"
            f" WHERE is_shared AND is_verified AND kind IN ({listed(rules.joining)}) AND {condition}",
            [values],
        )
        return sorted((kind, value) for kind, value in cursor.fetchall() if not rules.is_role(kind, value))


def evident_of(profile_ids: Collection[int]) -> list[Address]:
    """The addresses that are evidence about these profiles now, by whatever rules."""
    left, values = bulk.among("left_id", profile_ids)
    right, _ = bulk.among("right_id", profile_ids)
    select = "SELECT kind, address FROM context_evidence WHERE address <> ''"
    with connection.cursor() as cursor:
        cursor.execute(f"{select} AND {left} UNION {select} AND {right}", [values, values])
        return [(kind, value) for kind, value in cursor.fetchall()]


def wanted(addresses: Sequence[Address], rules: Rules) -> dict[_Met, int]:
    """The evidence that there should be of these addresses by these rules."""
    holders = _holders([each for each in addresses if each[0] in rules.joining], rules)
    holdings = _holdings({profile for ids in holders.values() for profile in ids}, rules)
    found: dict[_Met, int] = {}
    for (kind, value), ids in holders.items():
        of_one = [holdings[profile, kind, value] for profile in ids]
        found |= {(left, right, kind, value): at for (left, right), at in meetings.of(of_one, rules).items()}
    return found


def _holders(addresses: Sequence[Address], rules: Rules) -> dict[Address, list[int]]:
    """Who holds each address by more than a browser's word; of a crowd only as many as tell that it is one."""
    found: dict[Address, list[int]] = {}
    most = 1 + max((rules.of[kind].profiles_max or 0 for kind in rules.joining), default=0)
    one = (
        "SELECT * FROM (SELECT kind, value, profile_id FROM context_identifier"
        f" WHERE kind = %s AND value = %s AND is_verified LIMIT {most}) AS one"
    )
    with connection.cursor() as cursor:
        for start in range(0, len(addresses), _PART):
            part = addresses[start : start + _PART]
            cursor.execute(" UNION ALL ".join([one] * len(part)), [word for address in part for word in address])
            for kind, value, profile in cursor.fetchall():
                found.setdefault((kind, value), []).append(profile)
    return found


def _holdings(profile_ids: Collection[int], rules: Rules) -> dict[tuple[int, str, str], Holding]:
    """All addresses of these profiles, told apart by whether they have had another since."""
    condition, values = bulk.among("profile_id", profile_ids)
    kinds = listed({EMAIL.kind, *rules.joining})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT profile_id, kind, value, first_seen_at, last_seen_at FROM context_identifier"
            f" WHERE is_verified AND kind IN ({kinds}) AND {condition}",
            [values],
        )
        rows = list(cursor.fetchall())
    newest: dict[tuple[int, str], tuple[int, str]] = {}
    for profile, kind, value, _, last in rows:
        newest[profile, kind] = max(newest.get((profile, kind), (last, value)), (last, value))
    of_role = {profile for (profile, kind), (_, value) in newest.items() if rules.is_role(kind, value)}
    return {
        (profile, kind, value): Holding(
            profile, kind, value, first, last, newest[profile, kind] == (last, value), profile in of_role
        )
        for profile, kind, value, first, last in rows
    }


def _kept(addresses: Sequence[Address]) -> dict[_Met, tuple[int, int]]:
    """The evidence that stands of these addresses: its row and when it was met."""
    condition, values = bulk.among("address", {value for _, value in addresses}, "text")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT left_id, right_id, kind, address, id, occurred_at FROM context_evidence"
            f" WHERE address <> '' AND {condition}",
            [values],
        )
        asked = set(addresses)
        return {tuple(row[:4]): (row[4], row[5]) for row in cursor.fetchall() if (row[2], row[3]) in asked}


def _delete(rows: Iterable[int]) -> None:
    condition, values = bulk.among("id", list(rows))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM context_evidence WHERE {condition}", [values])
