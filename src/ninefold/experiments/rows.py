"""How experiments lie in their tables, and back."""

from collections.abc import Iterable, Sequence

import msgspec
from django.db import connection

from ninefold.experiments.models import Experiment as ExperimentRow
from ninefold.experiments.types import Arm, Assignment, Experiment
from ninefold.kernel import clock
from ninefold.kernel.database.bulk import among
from ninefold.kernel.errors import NotFound

_COLUMNS = "experiment_id, profile_id, arm, probability, assigned_at"


def encode_arms(arms: Sequence[Arm]) -> str:
    return msgspec.json.encode(arms).decode()


def experiment_of(row: ExperimentRow) -> Experiment:
    return Experiment(
        id=row.pk,
        key=row.key,
        salt=row.salt,
        arms=msgspec.json.decode(row.arms, type=tuple[Arm, ...]),
        started_at=clock.us_or_0(row.started_at),
    )


def load(experiment_id: int) -> Experiment:
    row = ExperimentRow.objects.filter(pk=experiment_id).first()
    if row is None:
        raise NotFound("experiment_unknown", f"There is no experiment {experiment_id}.")
    return experiment_of(row)


def assignments_among(profile_ids: Iterable[int], *, experiment_id: int | None = None) -> list[Assignment]:
    """The assignments of these profiles, earliest first, in one experiment or in all."""
    condition, values = among("profile_id", profile_ids)
    parameters = [values]
    if experiment_id is not None:
        condition += " AND experiment_id = %s"
        parameters.append(experiment_id)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM experiments_assignment WHERE {condition} ORDER BY assigned_at, id", parameters
        )
        return [Assignment(*row) for row in cursor.fetchall()]


def earliest(assignments: Iterable[Assignment], person_of: dict[int, int]) -> dict[int, Assignment]:
    """The one assignment that counts for each person: the first of `assignments`, which come earliest first."""
    found: dict[int, Assignment] = {}
    for assignment in assignments:
        found.setdefault(person_of[assignment.profile_id], assignment)
    return found
