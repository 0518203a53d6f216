"""The step that sends: takes intents that are due, hands renditions over, ends each delivery as exactly one thing.

Short transactions with the far side in between: lease; write down that a hand-over begins; write down how it ended.
A crash before the second leaves leased rows, which are handed over later; a crash after it leaves rows in hand-over,
which end as unknown. Nothing is ever handed over twice.
"""

import re
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass

from django.db import OperationalError, transaction

from ninefold.catalyst import actions as catalyst_actions
from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import Campaign, CampaignStatus
from ninefold.channel import bounces, leasing, preparing, signing, silences, smtp
from ninefold.channel.leasing import Ended, Leased
from ninefold.channel.preparing import Known, Ready
from ninefold.channel.smtp import Fate, Result
from ninefold.channel.types import DeliveryStatus
from ninefold.collect import actions as collect_actions
from ninefold.collect import queries as collect
from ninefold.collect.types import EventName, NewEvent
from ninefold.context import queries as context
from ninefold.culture import queries as culture
from ninefold.experiments import actions as experiments
from ninefold.kernel import clock, settings
from ninefold.kernel.database import leases
from ninefold.kernel.database.bulk import in_chunks
from ninefold.kernel.settings import Settings

BATCH = 1_000
BATCH_MIN = 50
TAKEN_AT_ONCE = 500  # as many as a lock of 50 ms allows
IN_FLIGHT = 250  # what a crash can leave unknown
BATCH_SECONDS = 1.0  # from the look at the consent lane to the last mail that is begun (invariant 3)
PATIENCE_SECONDS = 0.5  # how long a turn waits for answers after that; they may come in a later turn
GLANCE_SECONDS = 0.1  # how long a later turn waits for them
FAREWELL_SECONDS = 5.0  # how long a worker that ends waits for them
TRIES_MAX = 5
RETRY_MINUTES = (1, 5, 15, 60)
PAUSED_MINUTES = 1
MINUTE_US = 60_000_000
ENDS = {
    Fate.TAKEN: DeliveryStatus.DELIVERED,
    Fate.REFUSED: DeliveryStatus.REFUSED,
    Fate.UNSURE: DeliveryStatus.UNKNOWN,
}
_CODES = re.compile(r"(?P<basic>\d{3})(?:[ -](?P<enhanced>[245]\.\d{1,3}\.\d{1,3}))?\b")


@dataclass(frozen=True, slots=True)
class _Turn:
    """What holds for a whole batch. `now` in microseconds."""

    campaigns: dict[int, Campaign]
    now: int
    holder: str
    install: Settings


@dataclass(frozen=True, slots=True)
class _Run:
    """Mails that the sender has in hand."""

    begun: Sequence[Ready]
    results: Future[list[Result]]
    sender: smtp.Sender
    turn: _Turn

    def is_done(self, *, seconds: float) -> bool:
        """Whether the far side has answered for each, waited for so long."""
        return bool(wait([self.results], timeout=max(seconds, 0)).done)

    def fates(self) -> list[tuple[Ready, Result]]:
        """What became of each."""
        return list(zip(self.begun, self.results.result(), strict=True))


class _Pace:
    """How many deliveries a batch takes on: half as many when its second was too short for them, else more again."""

    def __init__(self) -> None:
        self.size = BATCH

    def learn(self, was_enough: bool) -> None:
        self.size = min(self.size * 2, BATCH) if was_enough else max(self.size // 2, BATCH_MIN)


_pace = _Pace()
_under_way: dict[str, _Run] = {}  # by holder: the run that a relay has not answered for yet


def hand_over(*, now: int, limit: int = BATCH, holder: str = leases.HOLDER, sender: smtp.Sender | None = None) -> int:
    """Hand over up to `limit` deliveries in batches of at most a second; how many were taken on.

    A batch begins only when every word on consent up to its own beginning is projected, and leaves out who sleeps.
    What the far side does not answer for in time is left to later calls, so that nobody else waits for it; there is
    work (1) as long as it is under way. `now` in microseconds of the install's time. `sender` where a process has
    several workers; else the process's own, to the install's relay.
    """
    if not _settle(holder, seconds=GLANCE_SECONDS):
        return 1
    if leasing.are_lost():
        leasing.bury(now=now)
    done, until = 0, time.monotonic() + BATCH_SECONDS
    while done < limit:
        count = _batch(now=now, limit=min(_pace.size, limit - done), holder=holder, sender=sender)
        done += count
        if not count or holder in _under_way or time.monotonic() >= until:
            break
    return done


def _settle(holder: str, *, seconds: float) -> bool:
    """Write down what became of a run that was left under way. False while it is not answered for."""
    run = _under_way.get(holder)
    if run is None:
        return True
    if not run.is_done(seconds=seconds):
        return False
    del _under_way[holder]
    try:
        with transaction.atomic():
            _end(run.fates(), run.turn)
            silences.note(run.sender, now=run.turn.now)
    except OperationalError:  # the database is busy or away: a later call writes it down
        _under_way[holder] = run
        raise
    return True


def _batch(*, now: int, limit: int, holder: str, sender: smtp.Sender | None) -> int:
    until = time.monotonic() + BATCH_SECONDS
    install = settings.current()
    sender = sender or sender_of(install)
    if sender.is_resting or not collect.consent_lane_is_clear(up_to=clock.now_us()):
        return 0
    if context.sending_hold() is not None:  # whoever is suppressed in the tool that is left comes first
        return 0
    batch = _lease(now=now, limit=limit, holder=holder)
    if not batch:
        return 0
    campaigns = {number: catalyst.campaign(number) for number in {leased.campaign_id for leased in batch}}
    going = _without_paused(batch, campaigns, now=now, holder=holder)
    _pace.learn(_send(going, sender, until, _Turn(campaigns, now, holder, install)))
    return len(batch)


def _send(going: Sequence[Leased], sender: smtp.Sender, until: float, turn: _Turn) -> bool:
    """In runs of IN_FLIGHT, so that a crash leaves no more than that unknown; one transaction between two runs.

    While a run is under way the next one is put together. Whether the time sufficed for all of them.
    """
    known = preparing.look(going, now=turn.now)
    going = _awake(going, known, turn)
    took, waiting = 0.0, in_chunks(going, IN_FLIGHT)
    while waiting and time.monotonic() + took < until and not sender.is_resting:
        started = time.monotonic()
        ready, ended = preparing.prepare(waiting[0], known, now=turn.now, install=turn.install)
        took = time.monotonic() - started
        before = _under_way.get(turn.holder)
        if before is not None and not before.is_done(seconds=until - time.monotonic()):
            break
        with transaction.atomic():
            if before is not None:
                silences.note(before.sender, now=turn.now)
            _end(before.fates() if before is not None else [], turn)
            _refuse(ended, {leased.id: leased for leased in waiting.pop(0)}, turn)
            ours = leasing.begin([each.filled for each in ready], holder=turn.holder)
        begun = [each for each in ready if each.leased.id in ours]
        mails = [each.outgoing for each in begun]
        results = sender.start(mails, seconds=until - time.monotonic())
        _under_way[turn.holder] = _Run(begun, results, sender, turn)
    is_answered = _settle(turn.holder, seconds=until + PATIENCE_SECONDS - time.monotonic())
    _give_back([each.id for run in waiting for each in run], turn)
    return is_answered and (not waiting or sender.is_resting)


def _give_back(delivery_ids: Sequence[int], turn: _Turn) -> None:
    """What was leased and not begun waits for the next batch."""
    if not delivery_ids:
        return
    leasing.give_back(
        delivery_ids, reason="", retry_at=turn.now, leaving=DeliveryStatus.LEASED, holder=turn.holder, is_tried=False
    )


def _lease(*, now: int, limit: int, holder: str) -> list[Leased]:
    """Deliveries to work on: those that wait first, then new ones for intents; in short locks."""
    if leasing.are_waiting(now=now):
        with transaction.atomic():
            return leasing.lease_again(holder=holder, now=now, limit=limit)
    leased: list[Leased] = []
    while len(leased) < limit and catalyst.intents_due(now=now, limit=1):
        with transaction.atomic():
            intents = catalyst_actions.take_intents(now=now, limit=min(TAKEN_AT_ONCE, limit - len(leased)))
            leased += leasing.insert_leased(intents, holder=holder, now=now)
        if not intents:
            break
    return leased


def _without_paused(batch: Sequence[Leased], campaigns: dict[int, Campaign], *, now: int, holder: str) -> list[Leased]:
    paused = [each.id for each in batch if campaigns[each.campaign_id].status is CampaignStatus.PAUSED]
    if paused:
        leasing.give_back(
            paused, reason="The campaign is paused.", retry_at=now + PAUSED_MINUTES * MINUTE_US,
            leaving=DeliveryStatus.LEASED, holder=holder, is_tried=False,
        )  # fmt: skip
    return [each for each in batch if each.id not in set(paused)]


def _awake(going: Sequence[Leased], known: Known, turn: _Turn) -> Sequence[Leased]:
    """Without those in whose zone it is quiet by now: a retry or a backlog must not wake anyone."""
    waiting = preparing.asleep(going, known, now=turn.now)
    for until, ids in waiting.items():
        leasing.give_back(
            ids, reason="Quiet hours where they live.", retry_at=until, leaving=DeliveryStatus.LEASED,
            holder=turn.holder, is_tried=False,
        )  # fmt: skip
    sleeping = {number for ids in waiting.values() for number in ids}
    return [leased for leased in going if leased.id not in sleeping]


def _refuse(ended: Sequence[Ended], by_id: dict[int, Leased], turn: _Turn) -> None:
    """End what may not go out."""
    closed = leasing.end(ended, leaving=DeliveryStatus.LEASED, holder=turn.holder, now=turn.now)
    _record(
        [(by_id[each.delivery_id], each) for each in ended if each.delivery_id in closed], {}, by="us", now=turn.now
    )


def _end(sent: Sequence[tuple[Ready, Result]], turn: _Turn) -> None:
    """Write down what became of a run: ends with their events, and what waits for another try."""
    ended: list[tuple[Leased, Ended]] = []
    waiting: dict[tuple[str, int, bool], list[int]] = defaultdict(list)
    for ready, result in sent:
        leased, tries = ready.leased, ready.leased.attempts + 1
        if result.fate in ENDS:
            ended.append((leased, _ended(leased.id, ENDS[result.fate], result.text)))
        elif result.fate is Fate.UNTRIED:
            retry_at = turn.now + (RETRY_MINUTES[0] * MINUTE_US if result.text else 0)
            waiting[result.text, retry_at, False].append(leased.id)
        elif tries >= TRIES_MAX:
            reason = f"Given up after {tries} tries: {result.text}"
            ended.append((leased, Ended(leased.id, DeliveryStatus.FAILED, reason)))
        else:
            retry_at = turn.now + RETRY_MINUTES[min(tries, len(RETRY_MINUTES)) - 1] * MINUTE_US
            waiting[result.text, retry_at, True].append(leased.id)
    leaving = DeliveryStatus.HANDING_OVER
    ours = leasing.end([each for _, each in ended], leaving=leaving, holder=turn.holder, now=turn.now)
    for (reason, retry_at, is_tried), ids in waiting.items():
        leasing.give_back(ids, reason=reason, retry_at=retry_at, leaving=leaving, holder=turn.holder, is_tried=is_tried)
    closed = [(leased, each) for leased, each in ended if leased.id in ours]
    abouts = {ready.leased.id: ready.about for ready, _ in sent}
    _record(closed, abouts, by="far side", now=turn.now)
    _expose(closed, turn)


def _ended(delivery_id: int, status: DeliveryStatus, text: str) -> Ended:
    if status is DeliveryStatus.UNKNOWN:
        return Ended(delivery_id, status, f"The connection was lost while it was handed over: {text}")
    found = _CODES.match(text)
    basic, enhanced = (found["basic"], found["enhanced"] or "") if found else ("", "")
    is_dead = status is DeliveryStatus.REFUSED and bounces.is_dead(enhanced, text)
    return Ended(delivery_id, status, text, enhanced or basic, is_dead)


def _record(
    closed: Sequence[tuple[Leased, Ended]], abouts: Mapping[int, Mapping[str, object]], *, by: str, now: int
) -> None:
    """The events of delivered and refused, with what each message was about (by delivery id); failed and unknown are
    nobody's doing and stand in the delivery alone."""
    names = {
        DeliveryStatus.DELIVERED: (EventName.MESSAGE_DELIVERED, "delivered"),
        DeliveryStatus.REFUSED: (EventName.MESSAGE_REFUSED, "refused"),
    }
    events = [
        NewEvent(
            message_id=f"delivery-{leased.id}-{names[ended.status][1]}",
            name=names[ended.status][0],
            occurred_at=now,
            profile_id=leased.profile_id,
            properties={
                "delivery_id": leased.id,
                "campaign_id": leased.campaign_id,
                "arm": leased.arm,
                "channel": leased.channel.value,
                "purpose": leased.purpose.value,
                **abouts.get(leased.id, {}),
            }
            | (
                {"text": ended.reason, "status": ended.code, "by": by} if ended.status is DeliveryStatus.REFUSED else {}
            ),
        )
        for leased, ended in closed
        if ended.status in names
    ]
    if events:
        collect_actions.record(events=events)


def _expose(closed: Sequence[tuple[Leased, Ended]], turn: _Turn) -> None:
    """Who was really contacted, for the experiment of each campaign."""
    contacted: dict[int, list[int]] = defaultdict(list)
    for leased, ended in closed:
        if ended.status is DeliveryStatus.DELIVERED:
            contacted[turn.campaigns[leased.campaign_id].experiment_id].append(leased.profile_id)
    for experiment_id, profile_ids in contacted.items():
        if experiment_id:
            experiments.expose(experiment_id=experiment_id, profile_ids=profile_ids, now=turn.now)


def relay_url(install: Settings) -> str:
    """The relay that mail goes to: the one that is set, else the built-in mailbox."""
    if install.smtp_url:
        return install.smtp_url
    bind = install.mailbox_bind
    host = "127.0.0.1" if bind in ("0.0.0.0", "::") else bind  # noqa: S104  # compared, not bound
    return f"smtp://{host}:{install.mailbox_port}"


def new_sender(install: Settings, *, domain: str, connections: int = smtp.CONNECTIONS) -> smtp.Sender:
    """Connections to the install's relay, which sign mail as `domain`'s where a key is set.

    Raises Unavailable for a wrong key.
    """
    signer = signing.signer_of(install, domain)
    sign = signer.sign if signer is not None else None
    return smtp.Sender(smtp.relay_of(relay_url(install)), connections=connections, sign=sign)


_senders: dict[tuple[str, str], smtp.Sender] = {}  # by relay and the domain that mail is signed for


def sender_of(install: Settings) -> smtp.Sender:
    """This process's connections to the relay, kept open between batches."""
    key = (relay_url(install), culture.company().domain if install.dkim_key_file else "")
    if key not in _senders:
        close()
        _senders[key] = new_sender(install, domain=key[1])
    return _senders[key]


def close() -> None:
    """Write down what is under way, and close this process's connections; the next batch opens them again."""
    for holder, run in list(_under_way.items()):
        if not _settle(holder, seconds=FAREWELL_SECONDS):
            run.sender.cut()
            _settle(holder, seconds=FAREWELL_SECONDS)
    while _senders:
        _senders.popitem()[1].close()
