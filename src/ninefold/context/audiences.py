"""How many people read which language in which community's words: who a version of a content item touches."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import connection

from ninefold.context import view
from ninefold.context.sayings import CONTEXT_LOCALE
from ninefold.context.segments import conditions, listing, selection
from ninefold.culture import queries as culture
from ninefold.culture import tags
from ninefold.culture.types import Channel, Purpose

_TOLD = {"language": "language", "locale": "locale", "told": CONTEXT_LOCALE, "community": "community"}


def people_by_tag(*, people: int) -> dict[str, int]:
    """How many of all `people` would read each tag (BCP 47, with the register of the community they state); "" for
    those of whom neither language nor community is known. In one statement on the index of traits."""
    return _counted(people, "", ())


def agreed_by_tag(purpose: Purpose, channels: Sequence[Channel], *, now: int) -> dict[str, int]:
    """The same of the people who agreed to a purpose by one of these channels, as it holds at `now` (us)."""
    asked = [{"consent": {"purpose": purpose.value, "channel": one.value, "is": "granted"}} for one in channels]
    if not asked:
        return {}
    agreed = selection.select(conditions.parse({"any": asked}), now)
    people = listing.member_count({"any": asked}, now=now)
    return _counted(people, f" AND person_id IN (SELECT person_id FROM ({agreed.sql}) agreed)", agreed.parameters)


def _counted(people: int, among: str, parameters: Sequence[Any]) -> dict[str, int]:
    columns = ", ".join(f"MAX(CASE WHEN name = %s THEN word END) AS {column}" for column in _TOLD)
    names = list(_TOLD.values())
    marks = ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(_TOLD)}, COUNT(*) FROM (SELECT person_id, {columns} FROM context_trait"
            f" WHERE is_current AND name IN ({marks}){among} GROUP BY person_id) told GROUP BY {', '.join(_TOLD)}",
            [*names, *names, *parameters],
        )
        rows = cursor.fetchall()
    of_community = {community.key: community.tag for community in culture.communities()}
    found: Counter[str] = Counter()
    for *words, count in rows:
        traits = {
            name: word.removeprefix('"') for name, word in zip(names, words, strict=True) if word and word[0] == '"'
        }
        found[tags.wished(view.language(traits), of_community.get(traits.get("community", ""), ""))] += count
    found[""] += max(0, people - found.total())
    return {tag: count for tag, count in found.items() if count}
