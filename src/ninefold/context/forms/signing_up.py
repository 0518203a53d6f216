"""Signing up: what is posted waits, and becomes a yes only when the mailed link's button is pressed, or at once for
who came by a signed link of theirs, which had been mailed to them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower, Trim

from ninefold.collect import actions as collect
from ninefold.collect.types import EventKind, EventName, NewEvent, Trust
from ninefold.context import people
from ninefold.context.addressing import profile_of_reader
from ninefold.context.consenting import set_consent
from ninefold.context.erasing import identities_of
from ninefold.context.forms import keeping
from ninefold.context.formtables import FormRow, SubmissionRow
from ninefold.context.sayings import folded
from ninefold.context.types import ConsentStatus, Form, Person, Submission
from ninefold.culture import queries as culture
from ninefold.culture.types import Channel
from ninefold.kernel import actors, clock
from ninefold.kernel.errors import BadInput, NotFound

ACTOR = actors.system("sign-up form")
ANSWER_CHARACTERS_MAX = 200
FORGOTTEN_AT_ONCE = 5_000
LANGUAGE, COMMUNITY = "language", "community"


def checked(form: Form, *, ticked: Collection[str], answers: Mapping[str, str], gpc: bool) -> dict[str, str]:
    """The answers that the form asked for and that say something; none where the browser asked for no profiling.

    Raises BadInput where the form is closed, or nothing on it is agreed to.
    """
    if not form.is_open:
        raise BadInput("form_closed", "This form is closed.")
    if not {one.name for one in form.text.asks} & set(ticked):
        raise BadInput("form_nothing", "Tick at least one thing that you agree to.")
    return {} if gpc else _answers(form, answers)


def _answers(form: Form, answers: Mapping[str, str]) -> dict[str, str]:
    found = {one.trait: _clean(answers.get(one.trait, "")) for one in form.text.traits}
    if answers.get(LANGUAGE) in form.text.languages:
        found[LANGUAGE] = answers[LANGUAGE]
    if form.text.asks_community and answers.get(COMMUNITY) in {one.key for one in culture.communities()}:
        found[COMMUNITY] = answers[COMMUNITY]
    return {name: answer for name, answer in found.items() if answer}


def _clean(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text[:ANSWER_CHARACTERS_MAX]).split())


@transaction.atomic
def submit(
    *, form: Form, address: str, ticked: Collection[str], answers: Mapping[str, str], site: str, gpc: bool, now: int
) -> int:
    """Keep what somebody posted, until it is confirmed; its number. Nothing is looked up: everyone is a stranger."""
    given = checked(form, ticked=ticked, answers=answers, gpc=gpc)
    row = SubmissionRow.objects.create(
        form=FormRow.objects.get(key=form.key), version=form.version, address=address[:320],
        ticked=_json([one.name for one in form.text.asks if one.name in ticked]), answers=_json(given),
        site="" if gpc else site[:253], is_gpc=gpc, asked_at=now,
    )  # fmt: skip
    return int(row.pk)


def submission(submission_id: int) -> Submission:
    """What was posted and is not forgotten. Raises NotFound."""
    row = SubmissionRow.objects.filter(pk=submission_id).first()
    if row is None:
        raise NotFound("submission_gone", "This link is too old. Fill in the form again, and a new one comes.")
    return _shown([row])[0]


@transaction.atomic
def confirm(*, submission_id: int, now: int) -> int:
    """The button behind the mailed link: what was ticked holds from now on; the profile. Raises BadInput when used."""
    if not SubmissionRow.objects.filter(pk=submission_id, confirmed_at=None).exists():
        raise BadInput("submission_used", "This was confirmed already; nothing more is needed.")
    found = submission(submission_id)
    profile_id = profile_of_reader(address=found.address, name=found.answers.get("name", ""), now=now)
    marked = SubmissionRow.objects.filter(pk=submission_id, confirmed_at=None)
    if not marked.update(confirmed_at=now, profile_id=profile_id):
        raise BadInput("submission_used", "This was confirmed already; nothing more is needed.")
    _agree(found, profile_id, now, how="by the link that was mailed to this address")
    return profile_id


@transaction.atomic
def sign_up_known(
    *, form: Form, profile_id: int, ticked: Collection[str], answers: Mapping[str, str], gpc: bool, now: int
) -> None:
    """The same at once, for who holds a signed link of theirs. They may answer and agree to nothing new."""
    if not form.is_open:
        raise BadInput("form_closed", "This form is closed.")
    given = {} if gpc else _answers(form, answers)
    names = tuple(one.name for one in form.text.asks if one.name in ticked)
    if not names and not given:
        raise BadInput("form_nothing", "Tick or answer at least one thing.")
    [person] = people.persons([profile_id]).values()
    found = Submission(0, form, person.address("email"), names, given, "", gpc, now)
    _agree(found, profile_id, now, how="by the signed link that was mailed to them")


def _agree(found: Submission, profile_id: int, now: int, *, how: str) -> None:
    for one in found.asks:
        set_consent(
            actor=ACTOR, profile_id=profile_id, purpose=one.purpose, channel=one.channel, status=ConsentStatus.GRANTED,
            basis="consent, confirmed by mail", evidence=_evidence(found, one.wording, one.channel, now, how), now=now,
            trust=Trust.LINK,
        )  # fmt: skip
    # One id for each moment: a second post of a known person is a second event, a second press of a button is none.
    number = f"{found.form.key}:{profile_id}:{found.id or now}"
    properties = {"form": found.form.key, "version": found.form.version, "agreed": list(found.ticked)}
    properties |= {"site": found.site} if found.site else {}
    events = [
        NewEvent(
            f"form:{number}", EventName.FORM_SUBMITTED, now, profile_id=profile_id, properties=properties,
            trust=Trust.LINK,
        )
    ]  # fmt: skip
    if found.answers:
        events.append(
            NewEvent(
                f"form-answers:{number}", "identify", now, profile_id=profile_id, kind=EventKind.IDENTIFY,
                traits=dict(found.answers), properties={"source": f"form {found.form.key}"}, trust=Trust.LINK,
            )
        )  # fmt: skip
    collect.record(events=events)


def _evidence(found: Submission, wording: str, channel: Channel, now: int, how: str) -> dict[str, Any]:
    """What proves one yes. An address belongs to a word on mail only: a word on push was not given for a mailbox."""
    return {
        "form": found.form.key, "version": found.form.version, "title": found.form.text.title, "wording": wording,
        "asked_at": clock.from_us(found.asked_at).isoformat(), "confirmed_at": clock.from_us(now).isoformat(),
        "confirmed": how,
    } | ({"address": found.address} if channel is Channel.MAIL else {"mailbox": found.address}) | (
        {"gpc": True} if found.gpc else {}
    ) | ({"site": found.site} if found.site else {})  # fmt: skip


def pending_of(person: Person) -> list[Submission]:
    """What was posted with a mail address of this person and waits for the button, newest first."""
    mailboxes = {folded(one.value) for one in person.identifiers if one.kind == "email"}
    return _shown(_waiting_at(mailboxes).order_by("-pk")[:20])


def _waiting_at(mailboxes: Collection[str]) -> QuerySet[SubmissionRow]:
    """What waits for the button at these mailboxes, in small letters; the rows hold addresses as they were typed."""
    typed = SubmissionRow.objects.filter(confirmed_at=None).alias(mailbox=Lower(Trim("address")))
    return typed.filter(mailbox__in=list(mailboxes))


def _shown(rows: Any) -> list[Submission]:
    found = list(rows)
    forms = keeping.at((row.form_id, row.version) for row in found)
    return [
        Submission(
            row.pk, forms[row.form_id, row.version], row.address, tuple(msgspec.json.decode(row.ticked)),
            msgspec.json.decode(row.answers), row.site, row.is_gpc, clock.to_us(row.asked_at),
            clock.us_or_0(row.confirmed_at),
        )
        for row in found
    ]  # fmt: skip


def forget_submissions(*, before: int) -> int:
    """Delete what was posted before an instant (us) and never confirmed, a bounded number; how many."""
    old = SubmissionRow.objects.filter(confirmed_at=None, asked_at__lt=before).values_list("pk", flat=True)
    return int(SubmissionRow.objects.filter(pk__in=list(old[:FORGOTTEN_AT_ONCE])).delete()[0])


def waiting_of(profile_ids: Sequence[int]) -> QuerySet[SubmissionRow]:
    """What waits for the button at the addresses that these profiles alone have."""
    return _waiting_at({value for kind, value in identities_of(profile_ids) if kind == "email"})


def erase(profile_ids: Sequence[int]) -> int:
    """Delete what these profiles confirmed, and what waits at an address of theirs; how many."""
    waiting = waiting_of(profile_ids).delete()[0]
    return int(waiting + SubmissionRow.objects.filter(profile_id__in=list(profile_ids)).delete()[0])


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
