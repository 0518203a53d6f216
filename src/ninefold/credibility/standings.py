"""Scores answers anew after something about them changed, and keeps what came out."""

from collections.abc import Sequence

from django.db import transaction

from ninefold.collect import actions as collect
from ninefold.collect.types import EventName, NewEvent
from ninefold.community import actions as community_actions
from ninefold.community import queries as community
from ninefold.community.types import Answer, Question
from ninefold.credibility.models import Standing
from ninefold.credibility.ranking import worth
from ninefold.credibility.scoring import LowerBound, ScoringModel
from ninefold.credibility.types import Rating, Score
from ninefold.kernel.database import bulk

# An answer is found helpful when most readers are likely to be helped, by the word of more than a few.
HELPFUL_LEAST = 0.5
VOTES_LEAST = 5
_MODEL = LowerBound()
_COLUMNS = {
    "answer_id": "int", "question_id": "int", "profile_id": "int", "topic": "text", "helped": "float", "votes": "int",
    "value": "float", "is_shown": "bool",
}  # fmt: skip


@transaction.atomic
def refresh(*, answer_ids: Sequence[int], now: int, model: ScoringModel = _MODEL) -> None:
    """Score these answers anew, store it, order their questions by it, tell once which were found helpful."""
    shown = community.answers_by_ids(answer_ids)
    ratings = [Rating(b.person_id, b.answer_id, b.rating.worth) for b in community.ballots(list(shown))]
    scores = model.score(sorted(shown), ratings)
    gone = Standing.objects.filter(answer_id__in=[one for one in answer_ids if one not in shown])
    touched = set(gone.values_list("question_id", flat=True)) | {one.question_id for one, _ in shown.values()}
    gone.update(is_shown=False)
    bulk.insert(
        "credibility_standing",
        _COLUMNS,
        [_row(score, *shown[score.subject_id]) for score in scores],
        on_conflict="(answer_id) DO UPDATE SET topic = excluded.topic, helped = excluded.helped,"
        " votes = excluded.votes, value = excluded.value, is_shown = excluded.is_shown",
    )
    _order(sorted(touched))
    _tell([score for score in scores if score.value >= HELPFUL_LEAST and score.votes >= VOTES_LEAST], shown, now)


def _row(score: Score, answer: Answer, question: Question) -> tuple[object, ...]:
    return (answer.id, question.id, answer.profile_id, question.topic, score.helped, score.votes, score.value, True)


def _order(question_ids: Sequence[int]) -> None:
    """Give community what the best shown answer to each of these questions is worth."""
    shown = community.questions_by_ids(question_ids)
    community_actions.set_standings(dict.fromkeys(question_ids, 0.0) | worth(shown.values()))


def _tell(scores: Sequence[Score], shown: dict[int, tuple[Answer, Question]], now: int) -> None:
    """Record that answers were found helpful, each once, of who gave them. The company's own are nobody's merit."""
    for score in scores:
        answer, question = shown[score.subject_id]
        first = Standing.objects.filter(answer_id=answer.id, told_at=None).update(told_at=now)
        if first and answer.profile_id:
            told = NewEvent(
                f"answer-found-helpful:{answer.key}", EventName.ANSWER_FOUND_HELPFUL, now, profile_id=answer.profile_id,
                properties={"answer": answer.key, "question": question.key},
            )  # fmt: skip
            collect.record(events=[told])
