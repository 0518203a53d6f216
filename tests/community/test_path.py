"""From posts that a forum's server sends to a ranking, through the log; and an action's own events do no harm."""

from ninefold.community import actions, queries
from ninefold.community.types import Rating
from ninefold.context import queries as context
from ninefold.credibility.queries import scores
from ninefold.kernel import clock
from ninefold.pipeline import project
from tests import databases
from tests.collect.stories import batch, message, row, send


def post(event: str, user: str, **properties: object) -> dict[str, object]:
    return message(event=event, userId=user, properties=properties)


def test_a_question_answered_and_voted_on_gets_its_score(database: databases.TestDatabase) -> None:
    thread = [
        post("Question Asked", "ada", question="q1", title="Which needle for 78s?", topic="shellac"),
        post("Answer Given", "ben", answer="a1", question="q1", body="Any."),
        post("Answer Given", "cleo", answer="a2", question="q1", body="3 mil, truncated."),
        *[post("Answer Voted", f"reader-{n}", answer="a2", helpful=True) for n in range(4)],
        post("Answer Voted", "reader-1", answer="a1", helpful=False),
    ]
    send(row(batch(*thread)))
    project.project_events(clock.now_us())

    (question,) = queries.questions()
    first, second = scores(question.id)
    bodies = {answer.id: answer.body for answer in queries.answers(question.id)}
    assert [bodies[first.subject_id], bodies[second.subject_id]] == ["3 mil, truncated.", "Any."]
    assert first.reason == "It helped 4 of 4 people who said so; among all readers at least 51 %, most likely."

    ada = context.profile_of("account", "ada")
    assert ada
    actions.vote(profile_id=ada, answer_id=second.subject_id, rating=Rating.YES, now=clock.now_us())
    project.project_events(clock.now_us())
    assert [score.votes for score in scores(question.id)] == [4, 2]
