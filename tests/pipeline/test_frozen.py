"""What migrations run by themselves gives what it gave on the day they were written, whatever the rooms write today."""

from importlib import import_module

import pytest
from django.db import connection

from ninefold.collect.types import EventKind, EventName, NewEvent, Trust
from ninefold.community import queries as community
from ninefold.kernel import clock
from tests.collect.stories import batch, message, row, send
from tests.web.people import learn, someone

WORDS = "SELECT profile_id, name, is_verified, word FROM context_name_word ORDER BY 1, 2, 3, 4"
GROUPS = "SELECT name, word, number, kind FROM context_group_trait t JOIN context_group g ON g.id = group_id ORDER BY 1"
TOPICS = "SELECT DISTINCT word FROM context_habit WHERE kind = 'topic'"


def rows(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.usefixtures("database")
def test_names_groups_and_questions_are_kept_as_they_were() -> None:
    someone(1)
    at = clock.now_us() - 1_000_000
    learn([
        NewEvent("fr-n", "identify", at, user_id="customer-2", kind=EventKind.IDENTIFY, trust=Trust.SERVER,
                 traits={"name": "Zoë 山田太郎", "last_name": "O'Neill"}),
        NewEvent("fr-q", EventName.QUESTION_ASKED, at, user_id="customer-1", trust=Trust.SERVER,
                 properties={"question": "q-1", "title": "Wow and flutter", "body": "It wavers.", "topic": "players"}),
        NewEvent("fr-a", EventName.ANSWER_GIVEN, at, user_id="customer-2", trust=Trust.SERVER,
                 properties={"answer": "a-1", "question": "q-1", "body": "Mend the capstan."}),
    ])  # fmt: skip
    traits = {"type": " Company", "seats": 12, "is_paying": True}
    send(row(batch(message(type="group", userId="customer-1", groupId="club", traits=traits, messageId="fr-g"))))
    learn([])
    groups = rows(GROUPS)
    assert {row[3] for row in groups} == {"company"}

    run("DELETE FROM context_name_word")
    run("UPDATE context_group_trait SET word = NULL, number = NULL")
    run("UPDATE context_group SET kind = ''")
    run("DELETE FROM community_search")
    import_module("ninefold.context.migrations.0016_name_words").fill(None, None)
    import_module("ninefold.context.migrations.0018_groups_in_segments").fill(None, None)
    import_module("ninefold.community.migrations.0004_search").fill(None, None)

    kept = {(name, word) for _, name, _, word in rows(WORDS)}
    assert kept == {
        ("first_name", "ana"), ("name", "ana"), ("name", "souza"), ("name", "1"), ("last_name", "o"),
        ("last_name", "neill"), ("name", "zoe"),
        ("name", "山田太郎"), ("name", "田太郎"), ("name", "太郎"), ("name", "郎"),
    }  # fmt: skip
    assert rows(GROUPS) == groups
    assert [len(community.search(text)) for text in ("flutt", "capstan", "toaster")] == [1, 1, 0]


@pytest.mark.usefixtures("database")
def test_what_speaks_of_belief_is_forgotten() -> None:
    one = someone(1)
    run(f"INSERT INTO context_habit (profile_id, kind, word, times) VALUES ({one}, 'topic', 'Kosher food', 2)")
    run(f"INSERT INTO context_habit (profile_id, kind, word, times) VALUES ({one}, 'topic', 'Players', 2)")
    run("DELETE FROM context_stale")
    import_module("ninefold.context.migrations.0020_protected_topics").forget(None, None)
    assert rows(TOPICS) == [("Players",)]
    assert rows("SELECT profile_id FROM context_stale") == [(one,)]
