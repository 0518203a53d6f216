"""How a person is shown to other rooms, from what is known: name, language, zone. Pure."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ninefold.context.identity import ProfileKind
from ninefold.context.sayings import CONTEXT_LOCALE, CONTEXT_ZONE
from ninefold.context.types import Identifier, Person
from ninefold.culture import tags


def person(
    profile_ids: Sequence[int],
    traits: Mapping[str, Any],
    identifiers: Sequence[Identifier],
    known_since: int,
    tag_of_community: Mapping[str, str],
) -> Person:
    """The view of one person. `traits` are those that hold, with `$timezone` and `$locale` as devices told them."""
    own = {name: value for name, value in traits.items() if not name.startswith("$") and value is not None}
    return Person(
        id=min(profile_ids),
        profile_ids=tuple(sorted(profile_ids)),
        name=_name(own, identifiers, min(profile_ids)),
        traits=own,
        identifiers=tuple(sorted(identifiers, key=lambda i: (i.kind, i.value, i.profile_id))),
        tag=tags.wished(language(traits), tag_of_community.get(_text(own, "community"), "")),
        zone=_zone(traits),
        known_since=known_since,
        is_known=any(i.kind == ProfileKind.ACCOUNT for i in identifiers),
    )


def _text(traits: Mapping[str, Any], name: str) -> str:
    value = traits.get(name)
    return value.strip() if isinstance(value, str) else ""


def _name(traits: Mapping[str, Any], identifiers: Sequence[Identifier], person_id: int) -> str:
    first = _text(traits, "firstName") or _text(traits, "first_name")
    last = _text(traits, "lastName") or _text(traits, "last_name")
    if name := _text(traits, "name") or f"{first} {last}".strip() or _text(traits, "email"):
        return name
    accounts = sorted(i.value for i in identifiers if i.kind == ProfileKind.ACCOUNT)
    return accounts[0] if accounts else _text(traits, "phone") or f"Unknown {person_id}"


def language(traits: Mapping[str, Any]) -> str:
    """The language that traits tell, as a tag; "" for none."""
    for name in ("language", "locale", CONTEXT_LOCALE):
        if tag := tags.canonical(_text(traits, name)):
            return tag
    return ""


def _zone(traits: Mapping[str, Any]) -> str:
    for name in ("timezone", CONTEXT_ZONE):
        if is_zone(zone := _text(traits, name)):
            return zone
    return ""


@lru_cache(maxsize=1024)
def is_zone(name: str) -> bool:
    """Whether this is the name of a time zone that this machine knows (IANA)."""
    try:
        return bool(name) and ZoneInfo(name) is not None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
