"""What the team does in the community: looks at what waits, keeps or hides, bars and allows again, answers itself."""

from django.db import transaction
from django.db.models import Count

from ninefold.community import membership, posting, shelving, telling
from ninefold.community.errors import PostRefused
from ninefold.community.flagging import hold, set_state
from ninefold.community.models import Answer, Flag, Member, Moderation, Question
from ninefold.community.rows import answer_of, question_of
from ninefold.community.types import Decided, FlagReason, PostKind, PostState, Verdict, Waiting
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import NotFound
from ninefold.kernel.ids import uuid7

REASON_CHARACTERS_MAX = 500


@transaction.atomic
def moderate(
    *, actor: Actor, kind: PostKind, key: str, verdict: Verdict, reason: str, now: int, read_edit: int = 0
) -> None:
    """Keep or hide a post, with a reason that the log holds. Raises NotAllowed, NotFound, PostRefused.

    `read_edit` is the post's `edited_at` as it was read, 0 before an edit: only what was read is kept.
    """
    actor.require(Permission.COMMUNITY_MODERATE)
    assert verdict in (Verdict.KEEP, Verdict.HIDE), "a post is kept or hidden; people are barred or allowed"
    row = hold(kind, key)
    was_shown = row.is_told and row.state != PostState.HIDDEN.value
    if verdict is Verdict.KEEP and clock.us_or_0(row.edited_at) != read_edit:
        raise PostRefused("post_changed", "Its author has changed it since you read it. Read it again, then decide.")
    flags = Flag.objects.filter(question=row) if isinstance(row, Question) else Flag.objects.filter(answer=row)
    flags.filter(settled_at=None).update(settled_at=now)
    set_state(row, PostState.SHOWN if verdict is Verdict.KEEP else PostState.HIDDEN)
    if verdict is Verdict.KEEP and not row.is_told:
        _let_through(row, now)
    if verdict is Verdict.HIDE and was_shown and isinstance(row, Answer):
        telling.hidden(row, now)
    _log(actor, verdict, reason, now=now, kind=kind.value, key=key, profile_id=row.profile_id)


def _let_through(row: Question | Answer, now: int) -> None:
    """Note that others see a post for the first time, and record its event."""
    row.is_told, row.let_through_at = True, clock.from_us(now)
    row.save(update_fields=["is_told", "let_through_at"])
    if isinstance(row, Question):
        telling.asked(row)
    else:
        telling.answered(row)


@transaction.atomic
def bar(*, actor: Actor, profile_id: int, reason: str, now: int) -> None:
    """Let someone post no more; what they wrote stays. They are told the reason. Raises NotAllowed, NotFound."""
    actor.require(Permission.COMMUNITY_MODERATE)
    own = Member.objects.filter(profile_id__in=posting.own_profiles(profile_id))
    if not own.update(barred_at=now, barred_by=actor.key, barred_reason=_reason(reason)):
        raise NotFound("member_unknown", "Whoever wrote this has not joined here: bar them in their own forum.")
    _log(actor, Verdict.BAR, reason, now=now, profile_id=profile_id)


@transaction.atomic
def allow(*, actor: Actor, profile_id: int, reason: str, now: int) -> None:
    """Let someone who was barred post again. Raises NotAllowed, NotFound."""
    actor.require(Permission.COMMUNITY_MODERATE)
    profiles = posting.own_profiles(profile_id)
    own = Member.objects.filter(profile_id__in=profiles, barred_at__isnull=False)
    if not own.update(barred_at=None, barred_by="", barred_reason=""):
        raise NotFound("member_unknown", "They are not barred.")
    membership.forget_bars(profiles)
    _log(actor, Verdict.ALLOW, reason, now=now, profile_id=profile_id)


@transaction.atomic
def answer_as_company(*, actor: Actor, question_id: int, body: str, now: int) -> int:
    """Answer in the company's name; the answer's id. Raises NotAllowed, NotFound, PostRefused."""
    actor.require(Permission.COMMUNITY_ANSWER)
    question = Question.objects.filter(pk=question_id).first()
    if question is None or question.state != PostState.SHOWN.value:
        raise NotFound("question_unknown", "There is no such question, or it is hidden.")
    before = Answer.objects.filter(question=question, profile_id=0, body=posting.checked_body(body)).first()
    if before is not None:
        return before.pk
    given = posting.put_answer(
        key=str(uuid7()), question=question, profile_id=0, body=body, answered_at=now, by=actor.key
    )
    shelving.refresh([question.pk])
    return given.pk


def _reason(text: str) -> str:
    reason = " ".join(posting.storable(text).split())
    if not 0 < len(reason) <= REASON_CHARACTERS_MAX:
        raise PostRefused("reason_missing", f"Say why, in 1 to {REASON_CHARACTERS_MAX} characters: the log keeps it.")
    return reason


def _log(
    actor: Actor, verdict: Verdict, reason: str, *, now: int, kind: str = "", key: str = "", profile_id: int = 0
) -> None:
    Moderation.objects.create(
        verdict=verdict.value, kind=kind, key=key, profile_id=profile_id, reason=_reason(reason),
        decided_by=actor.key, decided_at=now,
    )  # fmt: skip


def waiting(limit: int = 50) -> list[Waiting]:
    """Posts that wait for a look, and those that are shown and flagged, oldest first."""
    flagged = Flag.objects.filter(settled_at=None)
    counts = flagged.values("question_id", "answer_id", "reason").annotate(times=Count("pk"))
    flags: dict[tuple[PostKind, int], list[tuple[FlagReason, int]]] = {}
    for question_id, answer_id, reason, times in counts.values_list("question_id", "answer_id", "reason", "times"):
        post = (PostKind.QUESTION, question_id) if question_id else (PostKind.ANSWER, answer_id)
        flags.setdefault(post, []).append((FlagReason(reason), times))
    held = PostState.HELD.value
    asked = Question.objects.filter(pk__in=_ids(PostKind.QUESTION, flags)) | Question.objects.filter(state=held)
    given = Answer.objects.filter(pk__in=_ids(PostKind.ANSWER, flags)) | Answer.objects.filter(state=held)
    found = [
        *(Waiting(PostKind.QUESTION, question_of(q), None, tuple(flags.get((PostKind.QUESTION, q.pk), ())))
          for q in asked.select_related("accepted_answer").order_by("pk")[:limit]),
        *(Waiting(PostKind.ANSWER, question_of(a.question), answer_of(a), tuple(flags.get((PostKind.ANSWER, a.pk), ())))
          for a in given.select_related("question__accepted_answer").order_by("pk")[:limit]),
    ]  # fmt: skip
    found = [one for one in found if one.state is not PostState.HIDDEN]
    return sorted(found, key=lambda one: one.answer.answered_at if one.answer else one.question.asked_at)[:limit]


def _ids(kind: PostKind, flags: dict[tuple[PostKind, int], list[tuple[FlagReason, int]]]) -> list[int]:
    return [pk for of, pk in flags if of is kind]


def waiting_count() -> int:
    """How many posts wait for a look or are flagged."""
    held = PostState.HELD.value
    flagged = Flag.objects.filter(settled_at=None)
    questions = set(flagged.filter(question__state="shown").values_list("question_id", flat=True))
    answers = set(flagged.filter(answer__state="shown").values_list("answer_id", flat=True))
    of_state = Question.objects.filter(state=held).count() + Answer.objects.filter(state=held).count()
    return of_state + len(questions) + len(answers)


def decisions(*, before: int = 0, limit: int = 50) -> list[Decided]:
    """The moderators' log, newest first, with an id below `before` where given."""
    rows = Moderation.objects.filter(pk__lt=before) if before else Moderation.objects.all()
    return [
        Decided(
            row.pk, Verdict(row.verdict), row.kind, row.key, row.profile_id, row.reason, row.decided_by,
            clock.to_us(row.decided_at),
        )
        for row in rows.order_by("-pk")[:limit]
    ]  # fmt: skip


def barred(profile_ids: list[int]) -> dict[int, str]:
    """Of these profiles those that may not post, each with the reason."""
    rows = Member.objects.filter(profile_id__in=profile_ids, barred_at__isnull=False)
    return dict(rows.values_list("profile_id", "barred_reason"))
