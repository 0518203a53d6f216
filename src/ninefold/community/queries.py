"""Reads of community. What is held or hidden is not there, but for its author, and for moderators who ask for it."""

from collections.abc import Collection, Sequence

import msgspec
from django.db.models import Q, Window
from django.db.models.functions import RowNumber

from ninefold.community.editing import is_open as is_editable
from ninefold.community.editing import spoken_for
from ninefold.community.listing import best_answered, cursor_of, page, search, topics, unanswered, unrouted
from ninefold.community.membership import invitation, is_member_address, mailboxes, member, names
from ninefold.community.models import Answer as AnswerRow
from ninefold.community.models import Question as QuestionRow
from ninefold.community.models import Vote
from ninefold.community.moderating import barred, decisions, waiting, waiting_count
from ninefold.community.parties import author_of_answer, parties, questions_answered
from ninefold.community.posting import own_profiles, storable
from ninefold.community.rows import answer_of, question_of
from ninefold.community.standing import are_to_score, ballots
from ninefold.community.texts import posts
from ninefold.community.types import Answer, PostState, Question, Rating, VoteReason
from ninefold.community.untold import are_untold, hears_of_answers
from ninefold.kernel.errors import NotFound

__all__ = [
    "answer_by_key",
    "answers",
    "answers_by_ids",
    "answers_to",
    "are_to_score",
    "are_untold",
    "author_of_answer",
    "ballots",
    "barred",
    "best_answered",
    "cursor_of",
    "decisions",
    "hears_of_answers",
    "invitation",
    "is_editable",
    "is_member_address",
    "mailboxes",
    "member",
    "names",
    "own_profiles",
    "own_votes",
    "page",
    "parties",
    "posts",
    "question",
    "question_by_key",
    "questions",
    "questions_answered",
    "questions_by_ids",
    "questions_by_keys",
    "search",
    "spoken_for",
    "topics",
    "unanswered",
    "unrouted",
    "waiting",
    "waiting_count",
]
ANSWERS_MAX = 1_000  # of one question: all of them are ranked, so there is a limit
_QUESTIONS = QuestionRow.objects.select_related("accepted_answer")
_SHOWN, _HELD = PostState.SHOWN.value, PostState.HELD.value


def question(question_id: int, *, seen_by: Collection[int] = (), is_any: bool = False) -> Question:
    """One question; raises NotFound. `seen_by` are the profiles of who asks, `is_any` is for moderators."""
    return _seen(_QUESTIONS.filter(pk=question_id).first(), seen_by, is_any)


def question_by_key(key: str, *, seen_by: Collection[int] = (), is_any: bool = False) -> Question:
    """The question that events call so; raises NotFound."""
    return _seen(_QUESTIONS.filter(key=storable(key)).first(), seen_by, is_any)


def _seen(row: QuestionRow | None, seen_by: Collection[int], is_any: bool) -> Question:
    if row is None or not (is_any or _is_seen(row, seen_by)):
        raise NotFound("question_unknown", "There is no such question, or it is not there any more.")
    return question_of(row)


def _is_seen(row: QuestionRow | AnswerRow, seen_by: Collection[int]) -> bool:
    return row.state == _SHOWN or (row.state == _HELD and row.profile_id in seen_by)


def questions(*, topic: str | None = None, limit: int = 50) -> list[Question]:
    """The newest questions, of one topic or of all."""
    rows = _QUESTIONS.filter(state=_SHOWN).order_by("-asked_at", "-pk")
    return [question_of(row) for row in (rows.filter(topic=topic) if topic is not None else rows)[:limit]]


def questions_by_ids(ids: Collection[int]) -> dict[int, Question]:
    """Those of these questions that are shown."""
    return {row.pk: question_of(row) for row in _QUESTIONS.filter(pk__in=list(ids), state=_SHOWN)}


def questions_by_keys(keys: Collection[str]) -> dict[str, Question]:
    """Those of these questions, by key, that are shown."""
    rows = _QUESTIONS.filter(key__in=list(keys), state=_SHOWN)
    return {row.key: question_of(row) for row in rows}


def answer_by_key(key: str, *, seen_by: Collection[int] = ()) -> Answer:
    """The answer that events call so; raises NotFound."""
    row = AnswerRow.objects.filter(key=storable(key)).first()
    if row is None or not _is_seen(row, seen_by):
        raise NotFound("answer_unknown", "There is no such answer, or it is not there any more.")
    return answer_of(row)


def answers(question_id: int, *, seen_by: Collection[int] = (), is_any: bool = False) -> list[Answer]:
    """The answers to a question, oldest first, ANSWERS_MAX at most; of those held the readers' own."""
    rows = AnswerRow.objects.filter(question_id=question_id)
    if not is_any:
        rows = rows.filter(Q(state=_SHOWN) | Q(state=_HELD, profile_id__in=list(seen_by)))
    return [answer_of(row) for row in rows.order_by("answered_at", "pk")[:ANSWERS_MAX]]


def answers_to(question_ids: Collection[int]) -> list[Answer]:
    """The answers to all these questions, oldest first, ANSWERS_MAX at most to each."""
    rows = AnswerRow.objects.filter(question_id__in=list(question_ids), state=_SHOWN, question__state=_SHOWN)
    place = Window(RowNumber(), partition_by="question_id", order_by=["answered_at", "pk"])
    first = rows.annotate(place=place).filter(place__lte=ANSWERS_MAX)
    return [answer_of(row) for row in first.order_by("answered_at", "pk")]


def answers_by_ids(ids: Collection[int]) -> dict[int, tuple[Answer, Question]]:
    """Those of these answers that are shown, each with its question."""
    rows = AnswerRow.objects.filter(pk__in=list(ids), state=_SHOWN, question__state=_SHOWN)
    rows = rows.select_related("question__accepted_answer")
    return {row.pk: (answer_of(row), question_of(row.question)) for row in rows}


def own_votes(profile_ids: Sequence[int], answer_ids: Collection[int]) -> dict[int, tuple[Rating, list[VoteReason]]]:
    """What a person, given by all their profiles, said last of each of these answers."""
    rows = Vote.objects.filter(profile_id__in=list(profile_ids), answer_id__in=list(answer_ids))
    return {
        answer_id: (Rating(rating), [VoteReason(one) for one in msgspec.json.decode(reasons)])
        for answer_id, rating, reasons in rows.order_by("voted_at", "pk").values_list("answer_id", "rating", "reasons")
    }
