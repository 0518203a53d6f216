"""The rules of identity: what each kind of identifier may say about who is one person. Pure; the team may change them.

Ids (`account`, `anonymous`, `claimed`) are profiles, and events say which two belong together. Addresses, and kinds of
identifier of a company's own, are held by profiles: one that several hold says that these are one person, unless a rule
here says that it cannot. That two accounts are two people is no rule that could be changed: `components` sees to it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ninefold.context.identity import ProfileKind

DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of identifier: whether it joins, and its limits (None: none).

    `per_person_max` is how many of it one person has, `profiles_max` how many profiles may hold one before it says
    nothing, `apart_days_max` how long nobody may have been seen with it before it counts as handed on. `trait` tells a
    kind of the company's own, and is "" for the others.
    """

    kind: str
    label: str
    joins: bool
    words: str
    per_person_max: int | None = None
    profiles_max: int | None = None
    apart_days_max: int | None = None
    trait: str = ""


ACCOUNT = Rule(
    ProfileKind.ACCOUNT,
    "Account or customer number",
    True,
    "One person has one, unless your team says that two are the same person's.",
    per_person_max=1,
)
CLAIMED = Rule(
    ProfileKind.CLAIMED,
    "Account that a browser names",
    True,
    "Anyone can make a browser say so: it joins the device to what else was said that way, never to the account.",
    per_person_max=1,
)
DEVICE = Rule(
    ProfileKind.ANONYMOUS,
    "Device, by its browser or app",
    True,
    "Whoever signs in on it has it. Where two people do, it is shared: what is done there signed out is neither's.",
    per_person_max=200,
)
EMAIL = Rule(
    "email",
    "Email address",
    True,
    "Whoever has no account yet joins the one known person who has the address now. An address of two known people"
    " joins nobody, and neither does one that a team reads, such as info@ or sales@.",
    profiles_max=10,
)
PHONE = Rule(
    "phone",
    "Phone number",
    True,
    "As an email address. After a long time without a sign of life a number counts as given to somebody else; and"
    " the number of anyone whose address is a team's mailbox counts as the company's.",
    profiles_max=10,
    apart_days_max=180,
)
PUSH = Rule("push", "Address for push messages", False, "It says where a message goes, not who reads it.")
# Names of mailboxes that a team or a machine reads: RFC 2142, and what companies use.
ROLES = frozenset({
    "abuse", "accounting", "accounts", "admin", "administrator", "ap", "ar", "billing", "booking", "bookings", "career",
    "careers", "contact", "customerservice", "donotreply", "email", "enquiries", "enquiry", "events", "finance", "ftp",
    "frontdesk", "hello", "help", "helpdesk", "hi", "hostmaster", "hr", "info", "information", "inquiries", "invoice",
    "invoices", "it", "jobs", "kontakt", "legal", "mail", "mailer-daemon", "marketing", "media", "news", "newsletter",
    "no-reply", "noc", "noreply", "office", "orders", "ouch", "postmaster", "press", "privacy", "purchasing",
    "reception", "recruiting", "reply", "reservations", "root", "sales", "security", "service", "shop", "support",
    "team", "tech", "test", "usenet", "uucp", "web", "webmaster", "welcome", "www",
})  # fmt: skip


# What stands before a trait's name where it is an id of `context.externalIds`; see `sayings`.
EXTERNAL = "$external."


@dataclass(frozen=True)
class Rules:
    """All rules that hold together: one for each kind, in the order of how much it says, and the roles of mailboxes."""

    kinds: tuple[Rule, ...]
    roles: frozenset[str]

    @cached_property
    def of(self) -> Mapping[str, Rule]:
        """The rule of each kind."""
        return {rule.kind: rule for rule in self.kinds}

    @cached_property
    def own(self) -> tuple[Rule, ...]:
        """The kinds of identifier of the company's own."""
        return tuple(rule for rule in self.kinds if rule.trait)

    @cached_property
    def held(self) -> tuple[str, ...]:
        """The kinds that are held by profiles, joining or not."""
        return (EMAIL.kind, PHONE.kind, PUSH.kind, *(rule.kind for rule in self.own))

    @cached_property
    def joining(self) -> tuple[str, ...]:
        """The kinds that join those who hold one."""
        return tuple(kind for kind in self.held if self.of[kind].joins)

    @cached_property
    def own_kinds(self) -> frozenset[str]:
        return frozenset(rule.kind for rule in self.own)

    @cached_property
    def own_traits(self) -> frozenset[str]:
        return frozenset(rule.trait for rule in self.own)

    @cached_property
    def own_joining(self) -> Mapping[str, str]:
        """The company's own kinds that join, by the trait that tells each."""
        return {rule.trait: rule.kind for rule in self.own if rule.joins}

    @cached_property
    def devices_max(self) -> int:
        """How many devices one person has at most."""
        return self.of[DEVICE.kind].per_person_max or 0

    def is_role(self, kind: str, value: str) -> bool:
        """Whether an address is that of a role, not of a person: `info@…`, also as `info+shop@…`."""
        if kind != EMAIL.kind:
            return False
        return value.rpartition("@")[0].partition("+")[0].lower() in self.roles


DEFAULT = Rules((ACCOUNT, CLAIMED, DEVICE, EMAIL, PHONE, PUSH), ROLES)


def listed(kinds: Iterable[str]) -> str:
    """Kinds as SQL, since plans are better for what stands in the statement. Keys are our own, or checked as such."""
    found = sorted(kinds)
    assert all(kind.replace("_", "").isalnum() and kind.isascii() for kind in found)
    return ", ".join(f"'{kind}'" for kind in found) or "''"
