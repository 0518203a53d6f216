"""Joining: a link that was asked for by mail is used once, by who reads the address, and makes them a member."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from ninefold.collect import actions as collect
from ninefold.collect.types import EventName, NewEvent
from ninefold.community.errors import JoinRefused
from ninefold.community.models import BarredMailbox, JoinRequest
from ninefold.community.models import Member as MemberRow
from ninefold.community.types import Invitation, Member
from ninefold.context import actions as context
from ninefold.context import queries as context_queries
from ninefold.context import tombstones
from ninefold.culture import queries as culture
from ninefold.kernel import settings

NAME_CHARACTERS_MIN, NAME_CHARACTERS_MAX = 2, 40
ADDRESS_CHARACTERS_MAX = 254
NEXT_CHARACTERS_MAX = 500
REQUESTS_AT_ONCE = 5_000
BARRED_BEFORE = "You were barred before your data were erased; the reason went with them."
_ADDRESS_LIKE = re.compile(r"@|://|www\.", re.IGNORECASE)


def invite(*, address: str, name: str, next_path: str, now: int) -> int:
    """Keep a one-time link that is asked for; its id. Raises JoinRefused for a name that cannot be shown.

    Whether the address is known is not looked at: the answer is the same for everyone.
    """
    row = JoinRequest.objects.create(
        address=address.strip()[:ADDRESS_CHARACTERS_MAX],
        name=shown_name(name) if name.strip() else "",
        next=next_path[:NEXT_CHARACTERS_MAX],
        asked_at=now,
    )
    return int(row.pk)


def invitation(request_id: int) -> Invitation | None:
    """A link that was asked for, used or not; None when it is forgotten."""
    row = JoinRequest.objects.filter(pk=request_id).first()
    return Invitation(row.pk, row.address, row.name, row.next, row.used_at is not None) if row else None


@transaction.atomic
def join(*, request_id: int, name: str, now: int) -> Member:
    """Use a link, once; who is a member from now on or was before. Raises JoinRefused, and then it is not used.

    `name` is what the reader of the mail wrote. What was written when the link was asked for names new members alone:
    anyone may ask for a link to an address that is not theirs.
    """
    if not JoinRequest.objects.filter(pk=request_id, used_at=None).update(used_at=now):
        raise JoinRefused("join_used", "This link has been used already. Each works once: ask for a new one.")
    asked = JoinRequest.objects.get(pk=request_id)
    wanted = name.strip() or asked.name
    profile_id = context.profile_of_reader(address=asked.address, name=wanted, now=now)
    before = _member_before(profile_id, asked.address)
    if before is not None:
        return _renamed(before, name.strip(), asked.address)
    if _spelt_otherwise(asked.address).exists():
        raise JoinRefused(
            "join_mailbox", "This mailbox has joined already, under another spelling of its address: ask with that one."
        )
    shown = shown_name(wanted)
    row = MemberRow.objects.create(
        profile_id=profile_id, name=shown, address=asked.address, joined_at=now, **_still_barred(asked.address)
    )
    joined = NewEvent(
        f"community-joined:{profile_id}", EventName.COMMUNITY_JOINED, now, profile_id=profile_id,
        properties={"name": shown},
    )  # fmt: skip
    collect.record(events=[joined])
    return _member(row)


def _member_before(profile_id: int, address: str) -> MemberRow | None:
    """The member that this profile is, or who of the same person joined with the same address."""
    found = MemberRow.objects.filter(profile_id=profile_id).first()
    if found is not None:
        return found
    own = context_queries.persons([profile_id]).values()
    profiles = [profile for person in own for profile in person.profile_ids]
    return MemberRow.objects.filter(profile_id__in=profiles, address__iexact=address).order_by("pk").first()


def _mailbox(address: str) -> tuple[str, str]:
    """The part before and after the `@` of an address, without a tag after `+`: it makes no other mailbox."""
    local, _, domain = address.rpartition("@")
    return local.partition("+")[0] or local, domain


def mailboxes(profile_ids: Iterable[int]) -> dict[int, str]:
    """The mailbox that each member among these profiles proved to read, in one spelling."""
    members = MemberRow.objects.filter(profile_id__in=list(profile_ids)).values_list("profile_id", "address")
    return {profile: _plain(address) for profile, address in members}


def _plain(address: str) -> str:
    return "@".join(_mailbox(address)).lower()


def _spelt_otherwise(address: str) -> QuerySet[MemberRow]:
    """Members under another address of the same mailbox: one reader has one voice."""
    plain, domain = _mailbox(address)
    tagged = Q(address__istartswith=f"{plain}+", address__iendswith=f"@{domain}")
    of_it = MemberRow.objects.filter(Q(address__iexact=f"{plain}@{domain}") | tagged)
    return of_it.exclude(address__iexact=address)


def keep_bars(profile_ids: Sequence[int]) -> None:
    """Remember, as tombstones, which of these members are barred: before they are erased, in that transaction."""
    barred = MemberRow.objects.filter(profile_id__in=profile_ids, barred_at__isnull=False)
    for row in barred:
        BarredMailbox.objects.get_or_create(mark=_mark(row.address), defaults={"barred_at": row.barred_at})


def forget_bars(profile_ids: Sequence[int]) -> None:
    """Forget what is remembered of bars on the mailboxes of these members: they were allowed again."""
    addresses = MemberRow.objects.filter(profile_id__in=profile_ids).values_list("address", flat=True)
    BarredMailbox.objects.filter(mark__in=[_mark(address) for address in addresses]).delete()


def _still_barred(address: str) -> dict[str, Any]:
    """What a new member's row says of a bar from before they were erased."""
    bar = BarredMailbox.objects.filter(mark=_mark(address)).first()
    return {"barred_at": bar.barred_at, "barred_reason": BARRED_BEFORE} if bar else {}


def _mark(address: str) -> str:
    return tombstones.mark((tombstones.EMAIL, _plain(address)), tombstones.key(settings.current().secret_key))


def _renamed(row: MemberRow, name: str, address: str) -> Member:
    """A member who signs in again, under a new name where they gave one."""
    if (name and shown_name(name) != row.name) or row.address != address:
        row.name, row.address = shown_name(name) if name else row.name, address
        row.save(update_fields=["name", "address"])
    return _member(row)


def end_sessions(*, profile_id: int) -> None:
    """Sign a member out of every browser: what was handed out before is good no more."""
    MemberRow.objects.filter(profile_id=profile_id).update(sign_outs=F("sign_outs") + 1)


def member(profile_id: int) -> Member | None:
    """The member of this profile."""
    row = MemberRow.objects.filter(profile_id=profile_id).first()
    return _member(row) if row else None


def names(profile_ids: Iterable[int]) -> dict[int, str]:
    """The name that each of these profiles is shown by, "" for who never joined: their real one is private."""
    wanted = {profile for profile in profile_ids if profile}
    found = dict(MemberRow.objects.filter(profile_id__in=wanted).values_list("profile_id", "name"))
    rest = wanted - set(found)
    if rest:
        found |= _names_of_people(rest)
    return {profile: found.get(profile, "") for profile in wanted}


def _names_of_people(profile_ids: set[int]) -> dict[int, str]:
    """The names of those who joined by another of their profiles."""
    person_of = context_queries.person_ids(profile_ids)
    profiles = context_queries.profiles_of(person_of.values())
    everyone = {profile: person for person, own in profiles.items() for profile in own}
    joined = MemberRow.objects.filter(profile_id__in=list(everyone)).order_by("pk")
    by_person = {everyone[profile]: name for profile, name in joined.values_list("profile_id", "name")}
    return {profile: by_person[person] for profile, person in person_of.items() if person in by_person}


def is_member_address(address: str) -> bool:
    """Whether someone joined with this address. Only for whoever proved to read it."""
    return MemberRow.objects.filter(address=address).exists()


def _member(row: MemberRow) -> Member:
    return Member(row.profile_id, row.name, row.address, row.sign_outs)


def shown_name(text: str) -> str:
    """A name fit to stand under a post, or JoinRefused. Nobody is called as the company is, but the company."""
    name = " ".join("".join(" " if _is_unseen(c) else c for c in text).split())
    if not NAME_CHARACTERS_MIN <= len(name) <= NAME_CHARACTERS_MAX or not any(c.isalpha() for c in name):
        raise JoinRefused(
            "name_length", f"Choose a name of {NAME_CHARACTERS_MIN} to {NAME_CHARACTERS_MAX} characters, with letters."
        )
    if _ADDRESS_LIKE.search(name):
        raise JoinRefused("name_address", "Choose a name that is no address: everyone will read it.")
    if _says(name, culture.company().name):
        raise JoinRefused("name_company", "Choose a name without that of the company, so that nobody is misled.")
    return name


def _says(name: str, company: str) -> bool:
    """Whether the company's words stand in a name in their order, as whole words: "Art" is not in "Martin"."""
    said, own = _words(name), _words(company)
    return any(said[at : at + len(own)] == own for at in range(len(said) - len(own) + 1)) if own else False


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold().replace("_", " "))


def _is_unseen(character: str) -> bool:
    """Controls, and marks that turn or hide text."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def forget_requests(*, before: int) -> int:
    """Delete links asked for before an instant (us), a bounded number; how many."""
    old = JoinRequest.objects.filter(asked_at__lt=before).order_by("asked_at").values_list("pk")[:REQUESTS_AT_ONCE]
    return int(JoinRequest.objects.filter(pk__in=[pk for (pk,) in old]).delete()[0])
