"""Runs conditions over the lake: whom they mean by all that ever came in, told by nothing that was kept in between."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb
import ibis
import numpy as np
from numpy.typing import NDArray

from ninefold.context.segments import batch
from ninefold.context.segments.parts import Condition, ConsentIs

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Facts:
    """What does not lie in events alone: whose profile each is and who is known, by profile; and, by purpose and
    channel, for whom somebody else's word at a shared address is the newest. `elsewhere` are the messages that carry a
    yes over a link of ours for another address than their person has now.
    """

    profile_ids: Numbers
    person_ids: Numbers
    known_ids: Numbers
    others: dict[tuple[str, str], Sequence[int]]
    elsewhere: Sequence[str] = ()


def opened(events: str, facts: Facts) -> duckdb.DuckDBPyConnection:
    """DuckDB with the tables that conditions are compiled to. `events` stands after FROM: rows as in the lake."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.register("profiles", {"profile_id": facts.profile_ids, "person_id": facts.person_ids})
    connection.register("known", {"person_id": facts.known_ids})
    connection.execute(
        "CREATE TABLE people AS SELECT p.profile_id, p.person_id, k.person_id IS NOT NULL AS is_known"
        " FROM profiles p LEFT JOIN known k ON k.person_id = p.person_id"
    )
    connection.execute("CREATE TABLE everyone AS SELECT DISTINCT person_id FROM people")
    connection.execute(
        "CREATE VIEW happened AS SELECT p.person_id, p.is_known, e.message_id, e.kind, e.name, e.other_id,"
        " e.properties, e.traits, e.context, epoch_us(e.occurred_at) AS at, e.trust, e.is_bot"
        f" FROM {events} AS e JOIN people AS p ON p.profile_id = e.profile_id"
    )
    connection.execute("CREATE TABLE others (person_id BIGINT, purpose TEXT, channel TEXT)")
    rows = [(person, *said) for said, persons in facts.others.items() for person in persons]
    if rows:
        connection.executemany("INSERT INTO others VALUES (?, ?, ?)", rows)
    connection.execute("CREATE TABLE elsewhere (message_id TEXT)")
    if facts.elsewhere:
        connection.executemany("INSERT INTO elsewhere VALUES (?)", [(one,) for one in facts.elsewhere])
    return connection


def compiled(condition: Condition, now: int) -> str:
    """The condition as a statement of DuckDB's."""
    return str(ibis.to_sql(batch.select(condition, now), dialect="duckdb"))


def members(connection: duckdb.DuckDBPyConnection, condition: Condition, now: int) -> Numbers:
    """The ids of the people for whom the condition holds at `now`, ascending."""
    found = connection.execute(compiled(condition, now)).fetchnumpy()["person_id"]
    return np.sort(np.asarray(found, dtype=np.int64))


def consents_in(conditions: Iterable[Condition]) -> set[tuple[str, str]]:
    """The purposes and channels that conditions ask for."""
    return {(part.purpose.value, part.channel.value) for part in conditions if isinstance(part, ConsentIs)}
