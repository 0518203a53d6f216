"""What living blocks show is found for all blocks at once, each thing as if it were asked for alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ninefold.adapt import things
from ninefold.community import actions as community
from ninefold.community import queries as community_queries
from ninefold.content.types import BlockKind, Reference
from ninefold.credibility import actions as credibility
from ninefold.credibility import jobs
from ninefold.kernel.actors import system
from tests.experiments.people import profiles

NOW = 1_750_000_000_000_000
HOUR = 3_600_000_000
pytestmark = pytest.mark.django_db


def a_thread(topic: str) -> str:
    """A question of a topic with an answer that nothing speaks for, an expert's, and an accepted one; its key."""
    asker, passer, expert, helper = profiles(4)
    question = community.ask(profile_id=asker, title=f"What of {topic}?", body="", topic=topic, now=NOW - HOUR)
    credibility.give_badge(actor=system("test"), profile_id=expert, topic=topic, reason="Knows it.", now=NOW)
    given = [
        community.answer(profile_id=each, question_id=question, body=f"{topic} by {name}", now=NOW - HOUR)
        for each, name in ((passer, "a passer-by"), (expert, "an expert"), (helper, "a helper"))
    ]
    if topic != "shellac":
        key = community_queries.answers_by_ids([given[2]])[given[2]][0].key
        community.approve(actor=system("test"), key=key, read_edit=0, now=NOW - 7)
        community.accept(profile_id=asker, answer_id=given[2], now=NOW - 7)
    return community_queries.question(question).key


def test_best_answers_are_asked_for_all_at_once() -> None:
    keys = {topic: a_thread(topic) for topic in ("shellac", "vinyl", "tape", "wire")}
    unanswered = community.ask(profile_id=1, title="And this?", body="", topic="care", now=NOW - 9)
    keys["care"] = community_queries.question(unanswered).key
    jobs.score_due(now=NOW)
    by_key = [Reference(BlockKind.BEST_ANSWER, key) for key in (*keys.values(), "gone")]
    by_topic = [Reference(BlockKind.BEST_ANSWER, "", topic, 7) for topic in ("", *keys)]
    counts = []
    for references in ([by_key[0], by_topic[1]], [*by_key, *by_topic]):
        with CaptureQueriesContext(connection) as asked:
            found = things.shared(references, now=NOW)
        counts.append(len(asked))
    assert counts[0] == counts[1], "one block more is not one statement more"
    said = {one.key or one.topic: found[one].parts["answer"] for one in (*by_key, *by_topic) if one in found}
    accepted = {topic: f"{topic} by a helper" for topic in ("vinyl", "tape", "wire")}
    assert said == {
        keys["shellac"]: "shellac by an expert", **{keys[topic]: text for topic, text in accepted.items()},
        "shellac": "shellac by an expert", "": "wire by a helper", **accepted,
    }  # fmt: skip
