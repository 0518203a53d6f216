"""Writes of experiments. Arms are drawn by hash before anybody looks at consent; drawing twice changes nothing."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from ninefold.context import queries as context
from ninefold.experiments import rows
from ninefold.experiments.hashing import arm_of, share
from ninefold.experiments.models import Experiment as ExperimentRow
from ninefold.experiments.types import Arm, Assignment, Experiment
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.database.bulk import insert
from ninefold.kernel.errors import BadInput

ARMS_MAX = 20
_ASSIGNMENT = {"experiment_id": "int", "profile_id": "int", "arm": "text", "probability": "float", "assigned_at": "int"}
_EXPOSURE = {"experiment_id": "int", "profile_id": "int", "exposed_at": "int"}


def create(*, actor: Actor, key: str, arms: Sequence[Arm]) -> Experiment:
    """A new experiment, not started. Raises BadInput when the arms cannot be drawn from or the key is taken."""
    actor.require(Permission.CAMPAIGN_EDIT)
    _check(arms)
    try:
        with transaction.atomic():
            row = ExperimentRow.objects.create(key=key, salt=key, arms=rows.encode_arms(arms))
    except IntegrityError as error:
        raise BadInput("experiment_taken", f"There is already an experiment {key!r}. Choose another key.") from error
    return rows.experiment_of(row)


def _check(arms: Sequence[Arm]) -> None:
    if not 1 <= len(arms) <= ARMS_MAX:
        raise BadInput("arms_count", f"An experiment has 1 to {ARMS_MAX} arms, not {len(arms)}.")
    if len({arm.key for arm in arms}) < len(arms) or not all(arm.key for arm in arms):
        raise BadInput("arms_keys", "Each arm needs a key of its own.")
    if any(arm.weight < 1 for arm in arms):
        raise BadInput("arms_weights", "Each arm needs a weight of at least 1.")
    if sum(arm.is_holdout for arm in arms) > 1:
        raise BadInput("arms_holdouts", "An experiment has at most one holdout.")


def start(*, experiment_id: int, now: int) -> None:
    """Say when the experiment began; a second start changes nothing."""
    ExperimentRow.objects.filter(pk=experiment_id, started_at=None).update(started_at=now)


def assign(*, experiment_id: int, profile_ids: Sequence[int], now: int) -> list[Assignment]:
    """The arm of each person whom these profiles belong to, drawn now where there is none yet; one per person.

    The unit is the person's smallest profile id at the time. Who was drawn before, under whichever
    profile, keeps the earliest draw. Joins the caller's transaction.
    """
    experiment = rows.load(experiment_id)
    person_of = context.person_ids(profile_ids)
    persons = list(dict.fromkeys(person_of.values()))
    everyone = {profile: person for person, profiles in context.profiles_of(persons).items() for profile in profiles}
    with transaction.atomic():
        drawn = rows.earliest(rows.assignments_among(everyone, experiment_id=experiment_id), everyone)
        missing = [person for person in persons if person not in drawn]
        insert("experiments_assignment", _ASSIGNMENT, [_draw(experiment, person, now) for person in missing],
               on_conflict="(experiment_id, profile_id) DO NOTHING")  # fmt: skip
        # Read again: another worker may have drawn the same person a moment before.
        new = rows.assignments_among(missing, experiment_id=experiment_id) if missing else []
    drawn |= rows.earliest(new, everyone)
    assert len(drawn) == len(persons), "everyone is in exactly one arm"
    return [drawn[person] for person in persons]


def _draw(experiment: Experiment, person: int, now: int) -> tuple[int, int, str, float, int]:
    arm = arm_of(experiment.salt, str(person), experiment.arms)
    return (experiment.id, person, arm.key, share(arm, experiment.arms), now)


def expose(*, experiment_id: int, profile_ids: Sequence[int], now: int) -> None:
    """Record who was really contacted; the first contact of a profile stays. Joins the caller's transaction."""
    insert("experiments_exposure", _EXPOSURE, [(experiment_id, profile, now) for profile in profile_ids],
           on_conflict="(experiment_id, profile_id) DO NOTHING")  # fmt: skip
