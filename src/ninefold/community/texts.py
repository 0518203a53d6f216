"""What members wrote, for who learns how they speak."""

from collections.abc import Collection

from ninefold.community.models import Answer as AnswerRow
from ninefold.community.models import Question as QuestionRow
from ninefold.community.types import Post, PostState

_SHOWN = PostState.SHOWN.value


def posts(*, limit: int, authors: Collection[int] | None = None) -> list[Post]:
    """The newest questions and answers that are shown and that people wrote, `limit` of either at most; of these
    authors' profiles where any are named."""
    by = {"profile_id__gt": 0} if authors is None else {"profile_id__in": list(authors)}
    asked = QuestionRow.objects.filter(state=_SHOWN, **by).order_by("-asked_at", "-pk")
    answered = AnswerRow.objects.filter(state=_SHOWN, question__state=_SHOWN, **by)
    answered = answered.order_by("-answered_at", "-pk")
    questions = asked.values_list("profile_id", "topic", "title", "body")[:limit]
    answers = answered.values_list("profile_id", "question__topic", "body")[:limit]
    asked_posts = [Post(profile, topic, f"{title}\n{body}".strip()) for profile, topic, title, body in questions]
    return [*asked_posts, *(Post(profile, topic, body) for profile, topic, body in answers)]
