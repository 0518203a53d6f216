"""People are found by what others know of them, however that is written; as quick as before."""

from importlib import import_module

import pytest
from django.db import connection

from ninefold.collect import actions as collect
from ninefold.collect.types import EventKind, NewEvent
from ninefold.context import naming, queries
from ninefold.kernel import clock
from ninefold.pipeline.project import project_batch
from tests.context import crowd

pytestmark = pytest.mark.usefixtures("database")


def known(**people: dict[str, str]) -> None:
    now = clock.now_us()
    collect.record(
        events=[
            NewEvent(f"m-{user}", "identify", now, user_id=user, kind=EventKind.IDENTIFY, traits=dict(traits))
            for user, traits in people.items()
        ]
    )
    while project_batch(consent_only=False):
        pass


def found(text: str) -> list[str]:
    return [one.name for one in queries.find(text)]


@pytest.mark.parametrize("text", ["müller", "Mueller", "MULLER", "muell", "muel", "mül", "jörg mueller", "Joerg"])
def test_a_name_is_found_however_its_umlauts_are_spelt(text: str) -> None:
    known(a={"name": "Jörg Müller"}, b={"name": "Joerg Mueller"}, c={"name": "Jens Maler"})
    assert set(found(text)) == {"Jörg Müller", "Joerg Mueller"}


@pytest.mark.parametrize(("name", "texts"), [
    ("Søren Łukasz Weiß", ("soren", "soeren", "lukasz", "weiss", "Weiß")),
    ("Manuel Bauer", ("manuel", "manue", "bauer", "baue", "bau")),
    ("Joel Israel", ("joel", "joe", "jo", "israe")),
    ("Zoë Œuvre", ("zoe", "zoë", "oeuvre")),
])  # fmt: skip
def test_every_beginning_of_a_name_finds_it(name: str, texts: tuple[str, ...]) -> None:
    known(a={"name": name})
    assert {text: found(text) for text in texts} == {text: [name] for text in texts}


def test_customer_numbers_are_found_in_capitals_and_small_letters() -> None:
    known(**{"KD-17a": {"name": "Ana"}, "kd-18": {"name": "Bo"}, "Ä-1": {"name": "Cy"}})
    assert [found(text) for text in ("kd-17A", "KD-18", "KD-17a", "Ä-1")] == [["Ana"], ["Bo"], ["Ana"], ["Cy"]]
    assert set(found("kD")) == {"Ana", "Bo"}


def test_names_that_are_kept_already_are_found_so_too() -> None:
    known(a={"name": "Müller Mueller"}, b={"name": "Bauer"})
    with connection.cursor() as cursor:
        cursor.execute("UPDATE context_name_word SET word = 'bauer' WHERE word = 'baur'")
        cursor.execute(
            "INSERT INTO context_name_word (profile_id, name, is_verified, word)"
            " SELECT profile_id, name, is_verified, 'mueller' FROM context_name_word WHERE word = 'muller'"
        )
    import_module("ninefold.context.migrations.0027_found_by_sound").fold_words(None, None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM context_name_word ORDER BY word")
        assert [word for (word,) in cursor.fetchall()] == ["baur", "muller"]
    assert naming.kept("Bauer") == {"baur"}


def test_both_searches_are_ranges_of_an_index() -> None:
    known(a={"name": "Ana"})
    crowd.stand_around()
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    value = "value" if connection.vendor == "sqlite" else 'value COLLATE "C"'
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET enable_seqscan = off")
        cursor.execute(
            f"{explain} SELECT id FROM context_profile WHERE kind = 'account' AND lower({value}) >= 'a'"
            f" AND lower({value}) < 'b'"
        )
        told = str(cursor.fetchall())
        if connection.vendor == "postgresql":
            cursor.execute("SET enable_seqscan = on")
    assert "context_profile_small" in told
