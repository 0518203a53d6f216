"""Reads of experiments."""

from collections.abc import Sequence

import numpy as np
from django.db import connection

from ninefold.experiments import rows
from ninefold.experiments.hashing import expected
from ninefold.experiments.power import GROUPS_NEED, PEOPLE_LEAST, TOO_SMALL, power
from ninefold.experiments.types import Assignment, AssignmentColumns, Experiment

__all__ = [
    "GROUPS_NEED", "PEOPLE_LEAST", "TOO_SMALL", "assignment_of", "assignments", "columns", "earliest_of", "expected",
    "experiment", "power", "size",
]  # fmt: skip


def experiment(experiment_id: int) -> Experiment:
    """One experiment; raises NotFound."""
    return rows.load(experiment_id)


def assignments(experiment_id: int) -> list[Assignment]:
    """All draws of an experiment, earliest first; a merged person has as many as profiles drawn."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT experiment_id, profile_id, arm, probability, assigned_at FROM experiments_assignment"
            " WHERE experiment_id = %s ORDER BY assigned_at, id",
            [experiment_id],
        )
        return [Assignment(*row) for row in cursor.fetchall()]


def assignment_of(profile_ids: Sequence[int]) -> list[Assignment]:
    """Where a person, given by all their profiles, was put: the earliest draw of each experiment."""
    found: dict[int, Assignment] = {}
    for assignment in rows.assignments_among(profile_ids):
        found.setdefault(assignment.experiment_id, assignment)
    return list(found.values())


def earliest_of(experiment_id: int, person_of: dict[int, int]) -> dict[int, Assignment]:
    """The draw that counts for each person. `person_of` maps all profiles of the asked persons to the person's id."""
    return rows.earliest(rows.assignments_among(person_of, experiment_id=experiment_id), person_of)


DRAWN_SQL = """\
SELECT a.profile_id, CASE a.arm {arms} END, a.assigned_at, COALESCE(e.exposed_at, 0)
  FROM experiments_assignment a
  LEFT JOIN experiments_exposure e ON e.experiment_id = a.experiment_id AND e.profile_id = a.profile_id
 WHERE a.experiment_id = %s
 ORDER BY a.assigned_at, a.id"""


def size(experiment_id: int) -> int:
    """How many profiles were drawn in an experiment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM experiments_assignment WHERE experiment_id = %s", [experiment_id])
        return int(cursor.fetchone()[0])


def columns(experiment_id: int) -> AssignmentColumns:
    """All draws of an experiment as columns, earliest first, with the first contact of each profile (0: none)."""
    arms = rows.load(experiment_id).arms
    place = " ".join(f"WHEN %s THEN {index}" for index in range(len(arms)))
    with connection.cursor() as cursor:
        cursor.execute(DRAWN_SQL.format(arms=place), [*(arm.key for arm in arms), experiment_id])
        found = np.array(cursor.fetchall(), dtype=np.int64).reshape(-1, 4)
    return AssignmentColumns(*found.T)
