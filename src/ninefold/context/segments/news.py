"""What happened since segments last looked, and to whom, so that only those whom it concerns are asked again."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db import connection

from ninefold.collect import deeds
from ninefold.context import people, sayings
from ninefold.context.groups import following as groups
from ninefold.context.rules import EXTERNAL
from ninefold.context.segments.reads import CONSENT, GROUPS, Reads
from ninefold.kernel.database import bulk

DAY_US = 86_400_000_000
_OF_CONTEXT = (sayings.CONTEXT_ZONE, sayings.CONTEXT_LOCALE, EXTERNAL)  # how such traits begin
_ADDRESSES = frozenset({"email", "phone"})
_CONSENT_CHANGED = ("event", "Consent Changed")
_GROUPS_CHANGED = frozenset({("event", "$group"), ("event", "Relationship Deleted")})


@dataclass(slots=True)
class News:
    """Person ids by what is new about them; `new` people, and those of whom `all` may be different."""

    about: dict[tuple[str, str], set[int]] = field(default_factory=dict)
    new: set[int] = field(default_factory=set)
    all: set[int] = field(default_factory=set)

    def concerned(self, reads: Reads) -> set[int]:
        """Those for whom a condition that reads this may have another answer now."""
        found = set(self.all)
        for news in reads.news & self.about.keys():
            found |= self.about[news]
        return found | self.new if reads.strangers else found


def of_events(after: int, up_to: int, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], set[int]]:
    """Profiles by the news that events of these numbers brought of them, as far as it is wanted."""
    found: dict[tuple[str, str], set[int]] = {}
    is_consent = CONSENT in wanted
    contexts = any(kind == "trait" and name.startswith(_OF_CONTEXT) for kind, name in wanted)
    for told in deeds.told_between(after, up_to, contexts=contexts):
        names = [("event", told.name), *(("trait", name) for name in told.traits)]
        if is_consent and (_CONSENT_CHANGED in names or _ADDRESSES & told.traits):
            names.append(CONSENT)
        if not _GROUPS_CHANGED.isdisjoint(names):
            names.append(GROUPS)
        for name in names:
            if name in wanted:
                found.setdefault(name, set()).add(told.profile_id)
    return found


def of_groups(after: int, up_to: int, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], set[int]]:
    """Profiles in groups of which events of these numbers told something that is wanted."""
    names = [name for kind, name in wanted if kind == "group" and name]
    return {("group", name): whose for name, whose in groups.changed(after, up_to, names).items()}


def of_windows(windows: Iterable[tuple[str, int]], since: int, until: int) -> dict[tuple[str, str], set[int]]:
    """Profiles of whom an event ceased to count between two moments, as it had grown so many days old."""
    found: dict[tuple[str, str], set[int]] = {}
    for event, days in windows:
        whose = deeds.doers_between(event, since=since - days * DAY_US, until=until - days * DAY_US)
        if whose:
            found.setdefault(("event", event), set()).update(whose)
    return found


def neighbours(person_ids: Collection[int]) -> set[int]:
    """Those whose consent rests on what these said: people at the same address, or at one that their word names, and
    those who sign in on a device that is nobody's.
    """
    if not person_ids:
        return set()
    among, ids = bulk.among("q.person_id", person_ids)
    said, _ = bulk.among("c.person_id", person_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p.person_id FROM context_profile q CROSS JOIN context_identifier i"
            " CROSS JOIN context_identifier o CROSS JOIN context_profile p"
            f" WHERE {among} AND i.profile_id = q.id AND i.is_shared AND o.kind = i.kind AND o.value = i.value"
            " AND p.id = o.profile_id"
            " UNION SELECT p.person_id FROM context_consent c CROSS JOIN context_identifier o"
            f" CROSS JOIN context_profile p WHERE {said} AND c.address <> '' AND o.value = c.address"
            " AND o.kind IN ('email', 'phone') AND p.id = o.profile_id"
            " UNION SELECT p.person_id FROM context_profile q CROSS JOIN context_evidence e"
            f" CROSS JOIN context_profile p WHERE {among} AND (e.left_id = q.id OR e.right_id = q.id)"
            " AND e.refused = 'shared_device' AND p.id = e.left_id + e.right_id - q.id",
            [ids, ids, ids],
        )
        return {person for (person,) in cursor.fetchall()}


def by_person(*profiles: dict[tuple[str, str], set[int]]) -> dict[tuple[str, str], set[int]]:
    """The same news together, by person."""
    person_of = people.person_ids({profile for told in profiles for whose in told.values() for profile in whose})
    found: dict[tuple[str, str], set[int]] = {}
    for told in profiles:
        for each, whose in told.items():
            found.setdefault(each, set()).update(person_of[profile] for profile in whose if profile in person_of)
    return found
