"""Experts and requests as values."""

from collections.abc import Iterable

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower

from ninefold.content.experttables import ExpertRow, RequestRow
from ninefold.content.models import Variant
from ninefold.content.types import USED, About, Expert, ExpertTally, HeldBack, Request, RequestState, Subject
from ninefold.kernel import clock
from ninefold.kernel.errors import NotFound

EXPERTS_MAX = 1_000
REQUESTS_MAX = 200
LATELY_DAYS = 30
REMIND_DAYS = 7
_DAY_US = 86_400_000_000
_USED = [one.value for one in USED]


def experts() -> list[Expert]:
    """All experts by name."""
    return [expert_of(row) for row in ExpertRow.objects.order_by(Lower("name"), "pk")[:EXPERTS_MAX]]


def expert(expert_id: int) -> Expert:
    """One expert. Raise NotFound."""
    return expert_of(expert_row(expert_id))


def request(request_id: int) -> Request:
    """One request. Raise NotFound."""
    return request_of(request_row(request_id))


def came_in() -> list[Request]:
    """What waits for the team, the oldest first."""
    waiting = [RequestState.ANSWERED.value, RequestState.PASSED.value]
    return _requests(RequestRow.objects.filter(state__in=waiting).order_by("answered_at", "pk"))


def came_in_count() -> int:
    """How many answers wait for the team; what was passed on waits for nobody's reading."""
    return RequestRow.objects.filter(state=RequestState.ANSWERED.value).count()


def requests_to(expert_id: int) -> list[Request]:
    """What an expert was asked, the newest first."""
    return _requests(RequestRow.objects.filter(expert_id=expert_id).order_by("-asked_at", "-pk"))


def requests_about(*, item_id: int = 0, question: str = "") -> list[Request]:
    """What experts were asked about an item's drafts or a question, the newest first."""
    about = Q(item_id=item_id) if item_id else Q(question=question)
    return _requests(RequestRow.objects.filter(about).order_by("-asked_at", "-pk"))


def requests_used_in(*, item_id: int) -> list[Request]:
    """What experts said that an item was made of, the oldest first."""
    rows = RequestRow.objects.filter(used_item_id=item_id, state=RequestState.ITEM.value)
    return _requests(rows.order_by("answered_at", "pk"))


def waiting(*, now: int) -> list[Request]:
    """What experts were asked and may still answer, the newest first."""
    rows = RequestRow.objects.filter(state=RequestState.ASKED.value, expires_at__gt=clock.from_us(now))
    return _requests(rows.order_by("-asked_at", "-pk"))


def tallies(*, now: int) -> dict[int, ExpertTally]:
    """Each asked expert in figures, by their id."""
    lately = clock.from_us(now - LATELY_DAYS * _DAY_US)
    rows = RequestRow.objects.values("expert_id").annotate(
        asked=Count("pk"),
        answered=Count("pk", filter=~Q(answer="")),
        used=Count("pk", filter=Q(state__in=_USED)),
        lately=Count("pk", filter=Q(asked_at__gt=lately)),
        last=Max("asked_at"),
    )
    items: dict[int, set[int]] = {}
    of_items = RequestRow.objects.filter(used_item_id__gt=0, told_at__isnull=False)
    for expert_id, item_id in of_items.values_list("expert_id", "used_item_id"):
        items.setdefault(expert_id, set()).add(item_id)
    return {
        row["expert_id"]: ExpertTally(
            row["asked"], row["answered"], row["used"], row["lately"], clock.us_or_0(row["last"]),
            frozenset(items.get(row["expert_id"], ())),
        )
        for row in rows
    }  # fmt: skip


def untold(limit: int = 20) -> list[Request]:
    """Settled requests whose expert can be told now: what they said is published, or was put aside with thanks.

    A comment is told once a later revision of what it was about is published.
    """
    settled = RequestRow.objects.filter(told_at=None, settled_at__isnull=False)
    of_item = Variant.objects.filter(item_id=OuterRef("used_item_id"), live=True)
    of_draft = Variant.objects.filter(pk=OuterRef("variant_id"), live=True)
    found = settled.annotate(
        live=Subquery(of_item.values("pk")[:1]), revision=Subquery(of_draft.values("live_revision_id")[:1])
    ).filter(
        Q(state__in=[RequestState.POSTED.value, RequestState.THANKED.value])
        | Q(state=RequestState.ITEM.value, live__isnull=False)
        | Q(state=RequestState.COMMENT.value, revision__gt=F("revision_id"))
    )
    return _requests(found.order_by("settled_at", "pk"))[:limit]


def unreminded(*, now: int, limit: int = 20) -> list[Request]:
    """Requests that nobody answered for REMIND_DAYS, whose expert may be asked and was not asked again."""
    asked = RequestRow.objects.filter(
        state=RequestState.ASKED.value, reminded_at=None, asked_at__lte=clock.from_us(now - REMIND_DAYS * _DAY_US),
        expires_at__gt=clock.from_us(now), expert__stopped_at=None, expert__wants_mail=True,
    )  # fmt: skip
    return _requests(asked.order_by("asked_at", "pk"))[:limit]


def held_back(*, asker_id: int, now: int) -> list[Request]:
    """Open requests of a member whose expert could not be asked again, the newest first."""
    rows = RequestRow.objects.filter(
        state=RequestState.ASKED.value, expires_at__gt=clock.from_us(now), asker_id=asker_id
    )
    return _requests(rows.exclude(held_back="").order_by("-reminded_at", "-pk"))


def is_posted(question: str) -> bool:
    """Whether what another expert said stands under a question of the community."""
    return RequestRow.objects.filter(question=question, state=RequestState.POSTED.value).exists()


def unanswered(*, now: int) -> list[Request]:
    """Requests whose time went by without an answer, the newest first."""
    rows = RequestRow.objects.filter(state=RequestState.ASKED.value, expires_at__lte=clock.from_us(now))
    return _requests(rows.order_by("-asked_at", "-pk"))


def expert_row(expert_id: int) -> ExpertRow:
    row = ExpertRow.objects.filter(pk=expert_id).first()
    if row is None:
        raise NotFound("expert_not_found", "This expert is not on the list any more.")
    return row


def request_row(request_id: int, *, is_locked: bool = False) -> RequestRow:
    rows = RequestRow.objects.select_related("expert").filter(pk=request_id)
    row = (rows.select_for_update(of=("self",)) if is_locked else rows).first()
    if row is None:
        raise NotFound("request_not_found", "This was taken back: there is nothing to answer any more.")
    return row


def _requests(rows: QuerySet[RequestRow]) -> list[Request]:
    return [request_of(row) for row in rows.select_related("expert")[:REQUESTS_MAX]]


def expert_of(row: ExpertRow) -> Expert:
    return Expert(
        row.name, row.address, row.byline, tuple(row.topics), row.wants_mail, clock.us_or_0(row.stopped_at), row.pk,
        row.added_by, clock.to_us(row.added_at),
    )  # fmt: skip


def request_of(row: RequestRow) -> Request:
    return Request(
        id=row.pk,
        expert=expert_of(row.expert),
        subject=Subject(About(row.about), row.topic, row.question, row.item_id, row.variant_id),
        state=RequestState(row.state),
        note=row.note,
        asked_by=row.asked_by,
        asked_at=clock.to_us(row.asked_at),
        expires_at=clock.to_us(row.expires_at),
        answer=row.answer,
        came_by=row.came_by,
        answered_at=clock.us_or_0(row.answered_at),
        hint=row.hint,
        settled_by=row.settled_by,
        settled_at=clock.us_or_0(row.settled_at),
        used_item_id=row.used_item_id,
        used_answer=row.used_answer,
        told_at=clock.us_or_0(row.told_at),
        reminded_at=clock.us_or_0(row.reminded_at),
        asker_id=row.asker_id or 0,
        service_id=row.service_id or 0,
        held_back=HeldBack(row.held_back) if row.held_back else None,
    )


def topics(found: Iterable[Expert]) -> list[str]:
    """The topics that experts know, each once, by name."""
    return sorted({topic for one in found for topic in one.topics}, key=str.casefold)
