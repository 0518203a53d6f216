"""What experts are asked, and what they say to it."""

from collections.abc import Sequence

import structlog
from django.db import transaction
from django.db.models import Q

from ninefold.collect.types import Event, EventName, Trust
from ninefold.content.experts.reading import expert_row, request_of, request_row
from ninefold.content.experttables import ANSWER_CHARACTERS_MAX, NOTE_CHARACTERS_MAX, TOPIC_CHARACTERS_MAX, RequestRow
from ninefold.content.types import HeldBack, Request, RequestState, Subject
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.database.fields import instant
from ninefold.kernel.errors import BadInput

LASTS_DAYS = 14
OPEN_MAX = 5  # of one expert: who does not answer is not asked on and on
HINT_CHARACTERS_MAX = 300
PAGE, MAIL = "page", "mail"
_DAY_US = 86_400_000_000
_WAITING = [RequestState.ASKED.value, RequestState.ANSWERED.value, RequestState.PASSED.value]
log = structlog.get_logger(__name__)


@transaction.atomic
def ask_expert(*, actor: Actor, expert_id: int, subject: Subject, note: str, now: int) -> Request:
    """A request to an expert, open for LASTS_DAYS. Raise BadInput, NotFound, NotAllowed. Mailing it is the caller's."""
    actor.require(Permission.CONTENT_EDIT)
    expert = expert_row(expert_id)
    if expert.stopped_at or not expert.wants_mail:
        raise BadInput("expert_stopped", f"{expert.name} does not want to be asked. Choose somebody else.")
    note = _text(note)
    if len(note) > NOTE_CHARACTERS_MAX:
        raise BadInput("request_note", f"A note has at most {NOTE_CHARACTERS_MAX:,} characters.")
    waiting = RequestRow.objects.filter(expert=expert, state=RequestState.ASKED.value, expires_at__gt=instant(now))
    if waiting.filter(question=subject.question, variant_id=subject.variant_id).exists():
        raise BadInput("expert_asked", f"{expert.name} was asked about this already and has not answered yet.")
    if waiting.count() >= OPEN_MAX:
        raise BadInput("expert_busy", f"{expert.name} has {OPEN_MAX} requests to answer. Choose somebody else.")
    row = RequestRow.objects.create(
        expert=expert, about=subject.about.value, question=subject.question, item_id=subject.item_id,
        variant_id=subject.variant_id, topic=subject.topic[:TOPIC_CHARACTERS_MAX], note=note,
        asked_by=actor.name[:150], asker_id=_account(actor), asked_at=instant(now),
        expires_at=instant(now + LASTS_DAYS * _DAY_US),
    )  # fmt: skip
    return request_of(row)


def set_mailed(*, request_id: int, service_id: int) -> None:
    """Note which mail asked, so that a reply to it is known."""
    RequestRow.objects.filter(pk=request_id).update(service_id=service_id)


def mark_reminded(*, request_id: int, held_back: HeldBack | None, now: int) -> bool:
    """Whether this call is the one that asks again, or (`held_back`) says why not, in the caller's transaction."""
    still = RequestRow.objects.filter(pk=request_id, state=RequestState.ASKED.value, reminded_at=None)
    return bool(still.update(reminded_at=instant(now), held_back=held_back.value if held_back else ""))


def hold_back(*, request_id: int, held_back: HeldBack) -> None:
    """Note that nobody was asked again after all, in the caller's transaction."""
    RequestRow.objects.filter(pk=request_id).update(held_back=held_back.value)


def set_reminder(*, request_id: int, service_id: int) -> None:
    """Note which mail asked again, so that a reply to it is known, too."""
    RequestRow.objects.filter(pk=request_id).update(reminder_id=service_id)


@transaction.atomic
def answer_request(*, request_id: int, text: str, now: int) -> None:
    """What the expert wrote on the page, in the place of what they wrote before. Raise BadInput, NotFound."""
    row = _open_row(request_id, now)
    said = _text(text)
    if not said or len(said) > ANSWER_CHARACTERS_MAX:
        raise BadInput("answer_length", f"Write an answer of 1 to {ANSWER_CHARACTERS_MAX:,} characters.")
    _answered(row, said, came_by=PAGE, at=now)


@transaction.atomic
def pass_request(*, request_id: int, hint: str, now: int) -> None:
    """It is not the expert's; `hint` says who else may know. Raise BadInput, NotFound."""
    row = _open_row(request_id, now)
    if row.state != RequestState.ANSWERED.value:
        row.state, row.hint, row.answered_at = (
            RequestState.PASSED.value,
            _text(hint)[:HINT_CHARACTERS_MAX],
            instant(now),
        )
        row.save(update_fields=["state", "hint", "answered_at"])


def project(*, events: Sequence[Event]) -> None:
    """Take in what experts replied by mail, in the projecting transaction. What comes too late is let be."""
    for event in events:
        number = event.properties.get("service_id")
        if event.name == EventName.EXPERT_REPLIED and event.trust is Trust.LINK and isinstance(number, int):
            _replied(number, str(event.properties.get("text", "")), clock.now_us(), event.occurred_at)


def _replied(service_id: int, text: str, now: int, at: int) -> None:
    asked = Q(service_id=service_id) | Q(reminder_id=service_id)
    row = RequestRow.objects.select_for_update().filter(asked, state__in=_WAITING).first()
    said = _text(text)
    if row is None or not said or clock.to_us(row.expires_at) <= min(at, now):
        log.info("reply of an expert let be", service=service_id)
        return
    before = f"{row.answer}\n\n" if row.answer else ""
    _answered(row, f"{before}{said}"[:ANSWER_CHARACTERS_MAX], came_by=MAIL, at=at)


def _answered(row: RequestRow, said: str, *, came_by: str, at: int) -> None:
    row.state, row.answer, row.came_by, row.answered_at = RequestState.ANSWERED.value, said, came_by, instant(at)
    row.save(update_fields=["state", "answer", "came_by", "answered_at"])


def _open_row(request_id: int, now: int) -> RequestRow:
    row = request_row(request_id, is_locked=True)
    if row.state not in _WAITING:
        raise BadInput("request_settled", "What you wrote has been taken up already. Thank you!")
    if clock.to_us(row.expires_at) <= now:
        raise BadInput("request_expired", "The time to answer this is over. Thank you for looking at it!")
    return row


def _account(actor: Actor) -> int | None:
    kind, _, key = actor.key.partition(":")
    return int(key) if kind == "user" and key.isdigit() else None


def _text(text: str) -> str:
    """As both databases keep it, with plain line ends."""
    plain = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    return plain.encode("utf-8", "replace").decode().strip()
