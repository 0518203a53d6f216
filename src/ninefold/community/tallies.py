"""Questions counted by week, for the scorecard: those that somebody else answered within a day of being asked.

What is held or hidden counts neither way; what was held first counts from when moderators let it through. Whom an
answer is from goes by person: `is_own` follows each join.
"""

from dataclasses import dataclass

from django.db import connection

from ninefold.kernel.weeks import DAY_US, Tally, Weeks, tallied

ANSWERED_SQL = """\
SELECT (q.asked_at - %(since)s) / %(week)s AS week,
       SUM(CASE WHEN EXISTS (
             SELECT 1 FROM community_answer a
              WHERE a.question_id = q.id AND a.profile_id <> q.profile_id AND NOT a.is_own AND a.state = 'shown'
                AND COALESCE(a.let_through_at, a.answered_at) <= COALESCE(q.let_through_at, q.asked_at) + %(day)s
           ) THEN 1 ELSE 0 END) AS answered_in_a_day,
       COUNT(*) AS questions
  FROM community_question q
 WHERE q.state = 'shown' AND q.asked_at >= %(since)s AND q.asked_at < %(until)s
   AND COALESCE(q.let_through_at, q.asked_at) <= %(now)s - %(day)s
 GROUP BY 1"""

OPEN_SQL = """\
SELECT q.id, q.key, q.title, q.asked_at, COUNT(*) OVER () AS questions
  FROM community_question q
 WHERE q.state = 'shown' AND q.asked_at >= %(since)s
   AND NOT EXISTS (
         SELECT 1 FROM community_answer a
          WHERE a.question_id = q.id AND a.profile_id <> q.profile_id AND NOT a.is_own
            AND a.state = 'shown'
       )
 ORDER BY q.asked_at, q.id
 LIMIT %(limit)s"""
OPEN_MAX = 30  # as many as a page lists


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that nobody else has answered yet."""

    id: int
    key: str
    title: str
    asked_at: int


@dataclass(frozen=True, slots=True)
class OpenQuestions:
    """How many there are, and the oldest of them, OPEN_MAX at most."""

    count: int
    oldest: tuple[OpenQuestion, ...]


def answered_in_a_day(weeks: Weeks, now: int) -> tuple[Tally, ...]:
    """By week of asking: questions answered within a day by somebody else, of those older than a day at `now` (us)."""
    with connection.cursor() as cursor:
        cursor.execute(ANSWERED_SQL, weeks.named() | {"day": DAY_US, "now": now})
        return tallied(cursor.fetchall(), weeks)


def open_questions(weeks: Weeks) -> OpenQuestions:
    """Questions asked since the first of these weeks that nobody else has answered."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_SQL, {"since": weeks.since, "limit": OPEN_MAX})
        rows = cursor.fetchall()
    return OpenQuestions(rows[0][-1] if rows else 0, tuple(OpenQuestion(*row[:-1]) for row in rows))
