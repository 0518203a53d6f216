"""What must follow when posts of a question change: its count of answers, its words in the search, their scores."""

from collections.abc import Collection

from django.db.models import Count, Q

from ninefold.community import searching
from ninefold.community.models import Answer, Question
from ninefold.community.types import PostState

QUESTIONS_AT_ONCE = 500


def refresh(question_ids: Collection[int]) -> None:
    """Count and index these questions anew, in the caller's transaction."""
    wanted = sorted(set(question_ids))
    for start in range(0, len(wanted), QUESTIONS_AT_ONCE):
        part = wanted[start : start + QUESTIONS_AT_ONCE]
        shown = Count("answers", filter=Q(answers__state=PostState.SHOWN.value))
        counted = Question.objects.filter(pk__in=part).annotate(shown=shown)
        for pk, before, now in counted.values_list("pk", "answer_count", "shown"):
            if before != now:
                Question.objects.filter(pk=pk).update(answer_count=now)
        searching.index(part)


def to_score(question_id: int) -> None:
    """Let credibility look at all answers of a question again."""
    Answer.objects.filter(question_id=question_id).update(is_to_score=True)
