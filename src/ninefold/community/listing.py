"""Pages of questions, each in one statement on one index, whatever their number."""

from collections.abc import Collection
from typing import Any

from django.db import connection

from ninefold.community.models import Question as QuestionRow
from ninefold.community.rows import MILLIONTHS, question_of
from ninefold.community.searching import find, in_title
from ninefold.community.types import Order, PostState, Question
from ninefold.kernel.database.bulk import in_chunks

EXCERPT_CHARACTERS = 280
TOPICS_MAX = 12
_LATELY = 500  # the newest questions that say which topics are talked about
_LAST = 2**63 - 1
_WANTED_AT_ONCE = 100  # SQLite joins 500 selects at most
# Whose accepted answer is held or hidden is open again, until it is shown.
_ACCEPTED = (
    "COALESCE((SELECT given.id FROM community_answer AS given"
    " WHERE given.id = accepted_answer_id AND given.state = 'shown'), 0)"
)
_COLUMNS = (
    f"id, profile_id, title, substr(body, 1, {EXCERPT_CHARACTERS}), topic, asked_at, {_ACCEPTED},"
    " key, answer_count, standing, COALESCE(let_through_at, 0)"
)


def page(*, order: Order, topic: str = "", after: str = "", limit: int = 25) -> list[Question]:
    """Questions in an order, of one topic or of all, those that come after a cursor; with the beginning of the body.

    The conditions stand word for word as in the indexes: SQLite does not see that a parameter implies them.
    """
    by = "standing" if order is Order.HELPFUL else "asked_at"
    conditions: list[str] = ["state = 'shown'"]
    values: list[str | int] = []
    if order is Order.UNANSWERED:
        conditions.append("answer_count = 0")
    if order is Order.HELPFUL:
        conditions.append("standing > 0")
    if topic:
        conditions.append("topic = %s")
        values.append(topic)
    if position := _position(after):
        conditions.append(f"({by}, id) < (%s, %s)")
        values += position
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM community_question WHERE {' AND '.join(conditions)}"
            f" ORDER BY {by} DESC, id DESC LIMIT %s",
            [*values, limit],
        )
        return [_question(row) for row in cursor.fetchall()]


def best_answered(wanted: Collection[tuple[str, int]], *, limit: int) -> dict[tuple[str, int], list[str]]:
    """By topic ("" for any) and instant (us): keys of the best answered questions asked since, `limit` of each.

    Best first, by what credibility holds the best answer to be worth.
    """
    found: dict[tuple[str, int], list[str]] = {}
    for some in in_chunks(list(wanted), _WANTED_AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join(_best(number, topic) for number, (topic, _) in enumerate(some)),
                [value for topic, since in some for value in ((since, topic, limit) if topic else (since, limit))],
            )
            for number, *_, key in sorted(cursor.fetchall()):
                found.setdefault(some[number], []).append(key)
    return found


def _best(number: int, topic: str) -> str:
    about = " AND topic = %s" if topic else ""
    return (
        f"SELECT * FROM (SELECT {number} AS number, -standing AS below, -id AS older, key FROM community_question"
        f" WHERE state = 'shown' AND standing > 0 AND asked_at >= %s{about}"
        f" ORDER BY standing DESC, id DESC LIMIT %s) AS best_{number}"
    )


def unanswered(*, since: int, until: int, now: int, topic: str = "", limit: int) -> list[Question]:
    """Questions asked in a time (us, its end left out) that nobody answered and that are to be routed, oldest first.

    What was not seen before that end, since moderators had to look first, is not among them yet.
    """
    about, values = (" AND topic = %s", [topic]) if topic else ("", [])
    return _fetched(
        "answer_count = 0 AND routed_at IS NULL AND COALESCE(route_after, 0) <= %s"
        " AND asked_at >= %s AND asked_at < %s AND COALESCE(let_through_at, asked_at) < %s"
        f"{about} ORDER BY asked_at, id LIMIT %s",
        [now, since, until, until, *values, limit],
    )


def unrouted(*, since: int, until: int, topic: str = "", limit: int) -> list[Question]:
    """The newest questions asked in a time (us, its end left out) and not routed, of one topic or of all."""
    about, values = (" AND topic = %s", [topic]) if topic else ("", [])
    return _fetched(
        f"routed_at IS NULL AND asked_at >= %s AND asked_at < %s{about} ORDER BY asked_at DESC, id DESC LIMIT %s",
        [since, until, *values, limit],
    )


def _fetched(conditions: str, values: list[Any]) -> list[Question]:
    """Questions that are shown and meet these conditions."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM community_question WHERE state = 'shown' AND {conditions}", values)
        return [_question(row) for row in cursor.fetchall()]


def cursor_of(order: Order, question: Question) -> str:
    """Where a page goes on that ended with this question."""
    first = round(question.standing * MILLIONTHS) if order is Order.HELPFUL else question.asked_at
    return f"{first}-{question.id}"


def _position(text: str) -> list[int]:
    """The two numbers of a cursor; none for what is no cursor."""
    parts = text.split("-")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 20 for part in parts):
        return []
    return [min(int(part), _LAST) for part in parts]


def _question(row: tuple[Any, ...]) -> Question:
    number, profile_id, title, body, topic, asked_at, accepted, key, count, standing, let_through_at = row
    return Question(
        number, profile_id, title, body, topic, asked_at, accepted, key=key, answer_count=count,
        standing=standing / MILLIONTHS, let_through_at=let_through_at,
    )  # fmt: skip


def search(text: str, *, limit: int = 25, offset: int = 0) -> list[Question]:
    """Questions that hold all words of a text, in title, body or an answer; of the newest those named so first."""
    newest = find(text)
    titles = dict(QuestionRow.objects.filter(pk__in=newest, state=PostState.SHOWN.value).values_list("pk", "title"))
    ids = sorted(titles, key=lambda pk: (-in_title(text, titles[pk]), -pk))[offset : offset + limit]
    rows = QuestionRow.objects.select_related("accepted_answer").in_bulk(ids)
    return [question_of(rows[pk]) for pk in ids if pk in rows]


def topics() -> list[str]:
    """The topics that are asked about most lately."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT topic FROM (SELECT topic FROM community_question WHERE state = 'shown'"
            f" ORDER BY asked_at DESC, id DESC LIMIT {_LATELY}) AS lately WHERE topic <> ''"
            f" GROUP BY topic ORDER BY COUNT(*) DESC, topic LIMIT {TOPICS_MAX}"
        )
        return [row[0] for row in cursor.fetchall()]
