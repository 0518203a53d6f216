"""Who stands on either side of an answer: who gave it, and who asked what."""

from collections.abc import Collection

from ninefold.community.models import Answer
from ninefold.community.types import Parties, PostState

_KEYS_AT_ONCE = 500


def parties(answer_keys: Collection[str]) -> dict[str, Parties]:
    """The profiles on either side of each of these answers that is known, by the answer's key."""
    keys = sorted(answer_keys)
    found: dict[str, Parties] = {}
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        rows = Answer.objects.filter(key__in=keys[start : start + _KEYS_AT_ONCE])
        for key, author, asker, question in rows.values_list(
            "key", "profile_id", "question__profile_id", "question__key"
        ):
            found[key] = Parties(author, asker, question)
    return found


def author_of_answer(key: str) -> int:
    """The profile that gave an answer; 0 for an answer that is not known."""
    found = parties([key])
    return found[key].author if key in found else 0


def questions_answered(answer_keys: Collection[str]) -> dict[str, tuple[str, str]]:
    """The key and the title of the question that each answer is to, where everyone may see it; few at a time."""
    assert len(answer_keys) <= _KEYS_AT_ONCE
    shown = Answer.objects.filter(key__in=list(answer_keys), question__state=PostState.SHOWN.value)
    rows = shown.values_list("key", "question__key", "question__title")
    return {key: (question, title) for key, question, title in rows}
