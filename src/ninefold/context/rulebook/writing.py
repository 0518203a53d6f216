"""Rules as data: written, read back, checked, and what differs between two of them in plain sentences. Pure.

Of the kinds that Ninefold knows only what may be changed is written; their words are the code's.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import msgspec

from ninefold.context.identity import EvidenceKind, ProfileKind
from ninefold.context.rules import DEFAULT, DEVICE, EMAIL, EXTERNAL, PHONE, Rule, Rules
from ninefold.kernel.errors import BadInput, raise_together

# What may be changed of the kinds that are always there. Nothing of accounts: two of them are two people.
CHANGEABLE: Mapping[str, tuple[str, ...]] = {
    DEVICE.kind: ("per_person_max",),
    EMAIL.kind: ("joins", "profiles_max", "apart_days_max"),
    PHONE.kind: ("joins", "profiles_max", "apart_days_max"),
}
DEVICES_MAX, PROFILES_MAX, DAYS_MAX, OWN_MAX, ROLES_MAX = 1_000, 50, 3_650, 10, 500
_KEY = re.compile(r"[a-z][a-z0-9_]{1,29}")
_ROLE = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_TAKEN = {*ProfileKind, *EvidenceKind, *DEFAULT.of}
_OWN_WORDS = "A kind of your own. Whoever has no account yet joins the one known person who has it."


def own_kind(key: str, label: str, trait: str, *, joins: bool, profiles_max: int) -> Rule:
    """The rule of a kind of the company's own, told by a trait."""
    return Rule(key, label, joins, _OWN_WORDS, profiles_max=profiles_max, trait=trait)


def write(rules: Rules) -> str:
    """Rules as JSON."""
    said: dict[str, Any] = {
        "kinds": {kind: {name: getattr(rules.of[kind], name) for name in names} for kind, names in CHANGEABLE.items()},
        "own": [[one.kind, one.label, one.trait, one.joins, one.profiles_max] for one in rules.own],
        "roles": sorted(rules.roles),
    }
    return msgspec.json.encode(said).decode()


@lru_cache(maxsize=8)
def read(written: str) -> Rules:
    """What `write` wrote."""
    said = msgspec.json.decode(written)
    kinds = [replace(rule, **said["kinds"].get(rule.kind, {})) for rule in DEFAULT.kinds]
    own = [
        own_kind(key, label, trait, joins=joins, profiles_max=most) for key, label, trait, joins, most in said["own"]
    ]
    return Rules((*kinds[:3], *own, *kinds[3:]), frozenset(said["roles"]))


def check(rules: Rules) -> None:
    """Raise BadInput, saying all that is wrong, where these cannot be the rules."""
    faults = [fault for rule in rules.kinds if rule.kind in CHANGEABLE or rule.trait for fault in _limits(rule)]
    faults += [fault for rule in rules.own for fault in _own(rule)]
    kinds, traits = [one.kind for one in rules.own], [one.trait for one in rules.own]
    if len(rules.own) > OWN_MAX or len(set(kinds)) < len(kinds) or len(set(traits)) < len(traits):
        faults.append(
            BadInput("rules_own", f"There are at most {OWN_MAX} kinds of your own, each told by its own trait.")
        )
    wrong = sorted(word for word in rules.roles if not _ROLE.fullmatch(word))
    if wrong or len(rules.roles) > ROLES_MAX:
        words = f"{wrong[0]!r} is none" if wrong else f"at most {ROLES_MAX}"
        faults.append(BadInput("rules_roles", f"Mailboxes of a team are what stands before the @, as `info`: {words}."))
    raise_together(faults)


def _limits(rule: Rule) -> Iterable[BadInput]:
    for value, least, most, words in (
        (rule.per_person_max, 1, DEVICES_MAX, "at most how many one person has"),
        (rule.profiles_max, 2, PROFILES_MAX, "how many may have one before it joins nobody"),
        (rule.apart_days_max, 1, DAYS_MAX, "after how many days it counts as handed on"),
    ):
        if value is not None and not least <= value <= most:
            yield BadInput("rules_limit", f"{rule.label}: {words} lies between {least} and {most:,}.")


def _own(rule: Rule) -> Iterable[BadInput]:
    if not _KEY.fullmatch(rule.kind) or rule.kind in _TAKEN:
        text = (
            f"{rule.kind!r} cannot be the key of a kind of your own: small letters, digits and '_', as `loyalty_card`."
        )
        yield BadInput("rules_key", text)
    if not 0 < len(rule.label.strip()) <= 60 or rule.profiles_max is None:
        yield BadInput(
            "rules_label", f"{rule.kind}: a kind of your own needs a name of at most 60 characters and a limit."
        )
    if not 0 < len(rule.trait.removeprefix(EXTERNAL)) <= 80 or rule.trait in ("email", "phone", "pushToken"):
        yield BadInput(
            "rules_trait", f"{rule.label or rule.kind}: say which trait tells it; email and phone are there."
        )


@dataclass(frozen=True, slots=True)
class Change:
    """What lies between two sets of rules: the kinds that say something else now, their traits, whether devices do."""

    kinds: frozenset[str]
    traits: frozenset[str]
    devices: bool


def change(before: Rules, after: Rules) -> Change:
    """What is different, as far as people may be grouped otherwise by it."""
    kinds = {kind for kind in before.of.keys() | after.of.keys() if _plain(before, kind) != _plain(after, kind)}
    if before.roles != after.roles:
        kinds |= {EMAIL.kind, PHONE.kind}
    own = {rule.kind: rule.trait for rule in (*before.own, *after.own)}
    traits = {own[kind] for kind in kinds if kind in own}
    return Change(frozenset(kinds - {DEVICE.kind}), frozenset(traits), DEVICE.kind in kinds)


def _plain(rules: Rules, kind: str) -> Rule | None:
    rule = rules.of.get(kind)
    return replace(rule, label="", words="") if rule else None


def sentences(before: Rules, after: Rules) -> list[str]:
    """What is different, one sentence for each thing."""
    said = []
    for kind in dict.fromkeys((*before.of, *after.of)):
        one, other = before.of.get(kind), after.of.get(kind)
        if one is None and other is not None:
            said.append(f"{other.label}: new, {told(other)}")
        elif other is None and one is not None:
            said.append(f"{one.label}: taken out")
        elif one is not None and other is not None and (one.label, told(one)) != (other.label, told(other)):
            named = one.label if one.label == other.label else f"{one.label}, now {other.label}"
            said.append(f"{named}: {told(other)} (before: {told(one)})")
    for words, roles in (
        ("counted as a team's from now on", after.roles - before.roles),
        ("a person's from now on", before.roles - after.roles),
    ):
        if roles:
            said.append(f"Mailboxes {words}: {', '.join(sorted(roles))}")
    return said


def told(rule: Rule) -> str:
    """What a kind does, in few words."""
    if rule.kind in (ProfileKind.ACCOUNT, ProfileKind.CLAIMED):
        return "names one person; never joins two"
    if rule.kind == DEVICE.kind:
        return f"joins, unless two accounts sign in on it; one person has at most {rule.per_person_max}"
    if not rule.joins:
        return "never joins; people are only recognised by it"
    days = f", or not seen for {rule.apart_days_max:,} days" if rule.apart_days_max else ""
    return f"joins, unless two accounts have it, or more than {rule.profiles_max} do{days}"
