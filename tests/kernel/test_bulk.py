"""Many rows in one statement keep every character, on both databases."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ninefold.kernel.database import bulk

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
COLUMNS = {"a": "int", "b": "text", "c": "bytes", "d": "bool", "e": "float"}
ROW = st.tuples(
    st.integers(-(2**63), 2**63 - 1),
    st.none() | TEXT | st.sampled_from(["", "NULL", "{}", '"', "\\", '\\"', ",", "'", "%s", "\n", "é"]),
    st.none() | st.binary(),
    st.none() | st.booleans(),
    st.none() | st.floats(allow_nan=False),
)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, min_size=1, max_size=5))
def test_what_goes_in_comes_out(rows: list[tuple[object, ...]]) -> None:
    with connection.cursor() as cursor:
        binary, floating = ("blob", "real") if connection.vendor == "sqlite" else ("bytea", "double precision")
        cursor.execute("DROP TABLE IF EXISTS bulk_proof")
        cursor.execute(f"CREATE TEMP TABLE bulk_proof (a bigint, b text, c {binary}, d boolean, e {floating})")
        bulk.insert("bulk_proof", COLUMNS, rows)
        cursor.execute("SELECT a, b, c, d, e FROM bulk_proof")
        found = [
            (a, b, c if c is None else bytes(c), d if d is None else bool(d), e) for a, b, c, d, e in cursor.fetchall()
        ]
    assert sorted(found, key=repr) == sorted(rows, key=repr)
