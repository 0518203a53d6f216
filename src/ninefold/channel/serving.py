"""The step that hands service messages over: the same sender, the same four ends, at most once.

A row is written down as in hand-over before a byte goes out; a crash after that ends it as unknown, never resent.
"""

from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass

import structlog
from django.db import OperationalError, connection, transaction

from ninefold.channel import jobs, mail, silences, smtp, tokens
from ninefold.channel.addresses import checked
from ninefold.channel.leasing import LEASE_SECONDS, fetch, machine_us
from ninefold.channel.smtp import Fate, Outgoing, Result
from ninefold.channel.types import DeliveryStatus, ServiceKind
from ninefold.culture import queries as culture
from ninefold.kernel import settings
from ninefold.kernel.database import leases
from ninefold.kernel.database.bulk import among
from ninefold.kernel.errors import NinefoldError

BATCH = 100  # what a crash can leave unknown
BATCH_SECONDS = 1.0
PATIENCE_SECONDS = 0.5
GLANCE_SECONDS = 0.05
_LEASE_US = int(LEASE_SECONDS * 1_000_000)
_UNDER_WAY = "status IN ('leased', 'handing_over')"
_WAITING = f"{_UNDER_WAY} AND status = 'leased' AND retry_at <= %s"
_LOST = f"{_UNDER_WAY} AND status = 'handing_over' AND lease_until < %s"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Taken:
    """A message in hand. Instants in microseconds."""

    id: int
    kind: str
    profile_id: int
    address: str
    subject: str
    text: str
    html: str
    expires_at: int
    attempts: int


@dataclass(frozen=True, slots=True)
class _Run:
    taken: Sequence[_Taken]
    results: Future[list[Result]]
    now: int
    sender: smtp.Sender


_under_way: dict[str, _Run] = {}


def serve(*, now: int, limit: int = BATCH, holder: str = leases.HOLDER, sender: smtp.Sender | None = None) -> int:
    """Hand over up to `limit` service messages; how many were taken on, 1 while answers are still awaited.

    `now` in microseconds of the install's time. `sender` where it is not the process's own.
    """
    if not _settle(holder, seconds=GLANCE_SECONDS):
        return 1
    if fetch(f"SELECT 1 FROM channel_service WHERE {_LOST} LIMIT 1", [machine_us()]):
        _bury(now)
    if not fetch(f"SELECT 1 FROM channel_service WHERE {_WAITING} LIMIT 1", [now]):
        return 0
    sender = sender or jobs.sender_of(settings.current())
    if sender.is_resting:
        return 0
    taken = _take(now=now, limit=limit, holder=holder)
    ready, mails = _assembled(taken, now=now, holder=holder)
    if ready:
        _under_way[holder] = _Run(ready, sender.start(mails, seconds=BATCH_SECONDS), now, sender)
        _settle(holder, seconds=PATIENCE_SECONDS)
    return len(taken)


def _settle(holder: str, *, seconds: float) -> bool:
    """Write down what became of a run that was left under way. False while it is not answered for."""
    run = _under_way.get(holder)
    if run is None:
        return True
    if not wait([run.results], timeout=seconds).done:
        return False
    del _under_way[holder]
    try:
        with transaction.atomic():
            _end(run, holder)
            silences.note(run.sender, now=run.now)
    except OperationalError:  # the database is busy or away: a later call writes it down
        _under_way[holder] = run
        raise
    return True


def close() -> None:
    """Write down what is under way; before the process's connections are closed."""
    for holder in list(_under_way):
        _settle(holder, seconds=jobs.FAREWELL_SECONDS)


def _take(*, now: int, limit: int, holder: str) -> list[_Taken]:
    """Messages that wait, oldest first, written down as in hand-over."""
    lock = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    rows = fetch(
        "UPDATE channel_service SET status = 'handing_over', attempts = attempts + 1, lease_holder = %s,"
        " lease_until = %s WHERE id IN ("
        f"SELECT id FROM channel_service WHERE {_WAITING} ORDER BY retry_at, id LIMIT %s{lock})"
        " RETURNING id, kind, profile_id, address, subject, text, html, expires_at, attempts",
        [holder, machine_us() + _LEASE_US, now, limit],
    )
    return sorted((_Taken(*row) for row in rows), key=lambda one: one.id)


def _assembled(taken: Sequence[_Taken], *, now: int, holder: str) -> tuple[list[_Taken], list[Outgoing]]:
    """What can go out, with its bytes; what cannot is ended here."""
    ready, mails = [], []
    for one in taken:
        try:
            if one.expires_at <= now:
                _close([one.id], DeliveryStatus.FAILED, "Its last useful moment had passed.", now=now, holder=holder)
                continue
            mails.append(_outgoing(one, now))
            ready.append(one)
        except NinefoldError as error:
            _close([one.id], DeliveryStatus.FAILED, error.message, now=now, holder=holder)
    return ready, mails


def _outgoing(one: _Taken, now: int) -> Outgoing:
    company, domain = culture.company(), settings.current().reply_domain
    sender = checked(company.sender_address)
    token = tokens.service_token(one.id, one.profile_id)
    is_answered = domain and one.kind == ServiceKind.EXPERT.value
    letter = mail.Letter(
        sender_name=company.name,
        sender_address=sender,
        recipient_name="",
        recipient_address=one.address,
        reply_address=tokens.address(tokens.EXPERT, token, domain) if is_answered else "",
        subject=one.subject,
        text=one.text,
        html=one.html,
        message_id=f"service-{one.id}-{one.attempts}@{sender.rpartition('@')[2]}",
        sent_at=now,
    )
    return_address = tokens.address(tokens.SERVICE, token, domain) if domain else sender
    return Outgoing(return_address, one.address, mail.assemble(letter))


def _end(run: _Run, holder: str) -> None:
    waiting: dict[tuple[str, int, bool], list[int]] = defaultdict(list)
    for one, result in zip(run.taken, run.results.result(), strict=True):
        if result.fate in jobs.ENDS:
            _close([one.id], jobs.ENDS[result.fate], result.text, now=run.now, holder=holder)
        elif result.fate is Fate.UNTRIED:
            after = jobs.RETRY_MINUTES[0] * jobs.MINUTE_US if result.text else 0
            waiting[result.text, run.now + after, False].append(one.id)
        elif one.attempts >= jobs.TRIES_MAX:
            reason = f"Given up after {one.attempts} tries: {result.text}"
            _close([one.id], DeliveryStatus.FAILED, reason, now=run.now, holder=holder)
        else:
            minutes = jobs.RETRY_MINUTES[min(one.attempts, len(jobs.RETRY_MINUTES)) - 1]
            waiting[result.text, run.now + minutes * jobs.MINUTE_US, True].append(one.id)
    for (reason, retry_at, is_tried), ids in waiting.items():
        _give_back(ids, reason, retry_at=retry_at, is_tried=is_tried, holder=holder)


def _close(ids: Sequence[int], status: DeliveryStatus, reason: str, *, now: int, holder: str) -> None:
    """End what is ours; its words, which may hold a one-time link, go."""
    condition, values = among("id", ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE channel_service SET status = %s, reason = %s, ended_at = %s, text = '', html = '',"
            f" lease_holder = '', lease_until = 0 WHERE {condition} AND status = 'handing_over' AND lease_holder = %s",
            [status.value, reason, now, values, holder],
        )
    log.info("service message ended", numbers=list(ids), status=status.value)


def _give_back(ids: Sequence[int], reason: str, *, retry_at: int, is_tried: bool, holder: str) -> None:
    condition, values = among("id", ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE channel_service SET status = 'leased', reason = %s, retry_at = %s, attempts = attempts - %s,"
            f" lease_holder = '', lease_until = 0 WHERE {condition} AND status = 'handing_over' AND lease_holder = %s",
            [reason, retry_at, int(not is_tried), values, holder],
        )


def _bury(now: int) -> None:
    """End as unknown what a dead worker was handing over. Shown, never resent."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE channel_service SET status = 'unknown', ended_at = %s, text = '', html = '', lease_holder = '',"
            f" lease_until = 0, reason = %s WHERE {_LOST}",
            [now, "The sending process died while handing this over: it may have arrived.", machine_us()],
        )
