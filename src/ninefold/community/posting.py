"""How posts come to stand, whether by an action or by an event of the company's own forum; each key once."""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.db.models import Case, F, Q, When

from ninefold.collect.types import Event
from ninefold.community.errors import PostRefused
from ninefold.community.models import Answer, Question, Vote
from ninefold.community.types import PostState, Rating, VoteReason
from ninefold.context import queries as context
from ninefold.kernel.database.bulk import insert

TITLE_CHARACTERS_MAX = 300
BODY_CHARACTERS_MAX = 20_000
KEY_CHARACTERS_MAX = 200
HOUR_US = 3_600_000_000
TOPIC_CHARACTERS_MAX = 100
_VOTE = {"answer_id": "int", "profile_id": "int", "rating": "text", "reasons": "text", "voted_at": "int"}


def put_question(
    *, key: str, profile_id: int, title: str, body: str, topic: str, asked_at: int, held_for: str = ""
) -> Question:
    """The question of this key, made now if there is none; it waits for a look where `held_for` says why."""
    check(key, KEY_CHARACTERS_MAX, "a key")
    title, body, topic = checked_question(title, body, topic)
    question, _ = Question.objects.get_or_create(
        key=key,
        defaults={"profile_id": profile_id, "title": title, "body": body, "topic": topic, "asked_at": asked_at}
        | _waiting(held_for),
    )
    return question


def put_answer(
    *, key: str, question: Question, profile_id: int, body: str, answered_at: int, held_for: str = "", by: str = ""
) -> Answer:
    """The answer of this key, made now if there is none; it waits for a look where `held_for` says why."""
    check(key, KEY_CHARACTERS_MAX, "a key")
    body = checked_body(body)
    answer, _ = Answer.objects.get_or_create(
        key=key,
        defaults={"question": question, "profile_id": profile_id, "body": body, "answered_at": answered_at, "by": by}
        | _waiting(held_for),
    )
    return answer


def _waiting(held_for: str) -> dict[str, Any]:
    return {"state": PostState.HELD.value, "held_for": held_for, "is_told": False} if held_for else {}


def put_vote(
    *, answer: Answer, profile_id: int, rating: Rating, reasons: Sequence[VoteReason] = (), voted_at: int
) -> None:
    """A person's vote on an answer, in the place of the one before unless that is newer."""
    if answer.profile_id in own_profiles(profile_id):
        raise PostRefused("vote_own", "Nobody votes on an answer of their own.")
    said = msgspec.json.encode([reason.value for reason in dict.fromkeys(reasons)]).decode()
    insert(
        "community_vote",
        _VOTE,
        [(answer.pk, profile_id, rating.value, said, voted_at)],
        on_conflict="(answer_id, profile_id) DO UPDATE SET rating = excluded.rating, reasons = excluded.reasons,"
        " voted_at = excluded.voted_at,"
        f" times = CASE WHEN t.voted_at > excluded.voted_at - {HOUR_US} THEN t.times + 1 ELSE 1 END"
        " WHERE t.voted_at < excluded.voted_at",
    )
    Answer.objects.filter(pk=answer.pk).update(is_to_score=True)


def last_vote(answer: Answer, own: Sequence[int]) -> tuple[Rating, list[VoteReason]] | None:
    """What a person, given by all their profiles, said last of an answer."""
    last = Vote.objects.filter(answer=answer, profile_id__in=own).order_by("voted_at", "pk").last()
    return (Rating(last.rating), [VoteReason(one) for one in msgspec.json.decode(last.reasons)]) if last else None


def put_acceptance(*, answer: Answer, profile_id: int, accepted_at: int) -> None:
    """The asker takes an answer of their question as the one that helped; an older word changes no newer one."""
    if answer.question.profile_id not in own_profiles(profile_id):
        raise PostRefused("accept_not_asker", "Only who asked accepts an answer.")
    older = Q(accepted_at=None) | Q(accepted_at__lt=accepted_at)
    lately = Q(accepted_at__gt=accepted_at - HOUR_US)
    Question.objects.filter(older, pk=answer.question_id).update(
        accepted_answer=answer,
        accepted_at=accepted_at,
        acceptances=Case(When(lately, then=F("acceptances") + 1), default=1),
    )


def own_profiles(profile_id: int) -> tuple[int, ...]:
    """All profiles of the person of this profile."""
    person = context.person_ids([profile_id]).get(profile_id, profile_id)
    return context.profiles_of([person]).get(person, (profile_id,))


def storable(text: str) -> str:
    """Text as both databases keep it, with plain line ends, nothing at its ends."""
    plain = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    return plain.encode("utf-8", "replace").decode().strip()


def checked_question(title: str, body: str, topic: str) -> tuple[str, str, str]:
    """Title, body and topic as they are kept, or PostRefused."""
    title, body, topic = " ".join(storable(title).split()), storable(body), " ".join(storable(topic).split())
    check(title, TITLE_CHARACTERS_MAX, "a title")
    if len(body) > BODY_CHARACTERS_MAX or len(topic) > TOPIC_CHARACTERS_MAX:
        raise PostRefused(
            "question_too_long",
            f"A question has at most {BODY_CHARACTERS_MAX} characters, its topic {TOPIC_CHARACTERS_MAX}.",
        )
    return title, body, topic


def checked_body(text: str) -> str:
    """The text of an answer as it is kept, or PostRefused."""
    body = storable(text)
    check(body, BODY_CHARACTERS_MAX, "a text")
    return body


def check(text: str, characters_max: int, what: str) -> None:
    if not 0 < len(text.strip()) <= characters_max or len(text) > characters_max:
        raise PostRefused("post_length", f"A post needs {what} of 1 to {characters_max} characters.")


def text_of(event: Event, name: str) -> str:
    """A property of an event as text; "" when it is missing or no text."""
    value: Any = event.properties.get(name, "")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return storable(value) if isinstance(value, str) else ""


def find_question(key: str) -> Question | None:
    return Question.objects.filter(key=key).first()


def find_answer(key: str) -> Answer | None:
    return Answer.objects.select_related("question").filter(key=key).first()
