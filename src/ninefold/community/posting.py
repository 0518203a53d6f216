"""How posts come to stand, whether by an action or by an event of the company's own forum; each key once."""

from typing import Any

from ninefold.collect.types import Event
from ninefold.community.errors import PostRefused
from ninefold.community.models import Answer, Question
from ninefold.context import queries as context
from ninefold.kernel.database.bulk import insert

TITLE_CHARACTERS_MAX = 300
BODY_CHARACTERS_MAX = 20_000
KEY_CHARACTERS_MAX = 200
TOPIC_CHARACTERS_MAX = 100
_VOTE = {"answer_id": "int", "profile_id": "int", "is_helpful": "bool", "voted_at": "int"}


def put_question(*, key: str, profile_id: int, title: str, body: str, topic: str, asked_at: int) -> Question:
    """The question of this key, made now if there is none."""
    _check(key, KEY_CHARACTERS_MAX, "a key")
    _check(title, TITLE_CHARACTERS_MAX, "a title")
    if len(body) > BODY_CHARACTERS_MAX or len(topic) > TOPIC_CHARACTERS_MAX:
        raise PostRefused("question_too_long", f"A question has at most {BODY_CHARACTERS_MAX} characters.")
    question, _ = Question.objects.get_or_create(
        key=key,
        defaults={"profile_id": profile_id, "title": title, "body": body, "topic": topic, "asked_at": asked_at},
    )
    return question


def put_answer(*, key: str, question: Question, profile_id: int, body: str, answered_at: int) -> Answer:
    """The answer of this key, made now if there is none."""
    _check(key, KEY_CHARACTERS_MAX, "a key")
    _check(body, BODY_CHARACTERS_MAX, "a text")
    answer, _ = Answer.objects.get_or_create(
        key=key,
        defaults={"question": question, "profile_id": profile_id, "body": body, "answered_at": answered_at},
    )
    return answer


def put_vote(*, answer: Answer, profile_id: int, is_helpful: bool, voted_at: int) -> None:
    """A person's vote on an answer, in the place of the one before unless that is newer."""
    if answer.profile_id in own_profiles(profile_id):
        raise PostRefused("vote_own", "Nobody votes on an answer of their own.")
    insert(
        "community_vote",
        _VOTE,
        [(answer.pk, profile_id, is_helpful, voted_at)],
        on_conflict="(answer_id, profile_id) DO UPDATE SET is_helpful = excluded.is_helpful,"
        " voted_at = excluded.voted_at WHERE t.voted_at <= excluded.voted_at",
    )


def put_acceptance(*, answer: Answer, profile_id: int) -> None:
    """The asker takes an answer of their question as the one that helped."""
    if answer.question.profile_id not in own_profiles(profile_id):
        raise PostRefused("accept_not_asker", "Only who asked accepts an answer.")
    Question.objects.filter(pk=answer.question_id).update(accepted_answer=answer)


def own_profiles(profile_id: int) -> tuple[int, ...]:
    """All profiles of the person of this profile."""
    person = context.person_ids([profile_id]).get(profile_id, profile_id)
    return context.profiles_of([person]).get(person, (profile_id,))


def _check(text: str, characters_max: int, what: str) -> None:
    if not 0 < len(text.strip()) <= characters_max or len(text) > characters_max:
        raise PostRefused("post_length", f"A post needs {what} of 1 to {characters_max} characters.")


def text_of(event: Event, name: str) -> str:
    """A property of an event as text; "" when it is missing or no text."""
    value: Any = event.properties.get(name, "")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def find_question(key: str) -> Question | None:
    return Question.objects.filter(key=key).first()


def find_answer(key: str) -> Answer | None:
    return Answer.objects.select_related("question").filter(key=key).first()
