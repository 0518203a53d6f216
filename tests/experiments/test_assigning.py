"""Who is put where: once, by lot, and a person who was two keeps the earliest draw."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from ninefold.experiments import actions, queries
from ninefold.experiments.hashing import arm_of
from ninefold.experiments.types import Arm, Experiment
from ninefold.kernel.actors import Actor, Role, system
from ninefold.kernel.errors import BadInput, NotAllowed, NotFound
from tests import databases
from tests.experiments.people import join, profiles

NOW = 1_750_000_000_000_000
THIRDS = (
    Arm("nothing", "Nothing", 1, is_holdout=True),
    Arm("dull", "Dull letter", 1, is_holdout=False),
    Arm("better", "Better letter", 1, is_holdout=False),
)


def an_experiment(key: str = "letter") -> Experiment:
    return actions.create(actor=system("test"), key=key, arms=THIRDS)


@pytest.mark.django_db
def test_everyone_is_drawn_once_by_the_hash_of_their_profile() -> None:
    people, experiment = profiles(40), an_experiment()
    first = actions.assign(experiment_id=experiment.id, profile_ids=people, now=NOW)
    again = actions.assign(experiment_id=experiment.id, profile_ids=people, now=NOW + 1)
    assert first == again == queries.assignments(experiment.id)
    assert [each.arm for each in first] == [arm_of(experiment.salt, str(each), THIRDS).key for each in people]
    assert {each.probability for each in first} == {1 / 3}


@pytest.mark.django_db
def test_a_merged_person_keeps_the_earliest_draw() -> None:
    one, two, experiment = *profiles(2), an_experiment()
    (later,) = actions.assign(experiment_id=experiment.id, profile_ids=[two], now=NOW)
    actions.assign(experiment_id=experiment.id, profile_ids=[one], now=NOW + 1)
    join(one, two)
    assert actions.assign(experiment_id=experiment.id, profile_ids=[one, two], now=NOW + 2) == [later]
    assert queries.assignment_of([one, two]) == [later]
    assert queries.earliest_of(experiment.id, {one: one, two: one}) == {one: later}


@pytest.mark.django_db
def test_a_person_joined_before_the_draw_is_drawn_once() -> None:
    one, two, experiment = *profiles(2), an_experiment()
    join(one, two)
    (drawn,) = actions.assign(experiment_id=experiment.id, profile_ids=[two], now=NOW)
    assert drawn.profile_id == one
    assert actions.assign(experiment_id=experiment.id, profile_ids=[one], now=NOW + 1) == [drawn]


def test_drawers_at_once_agree(database: databases.TestDatabase) -> None:
    people, experiment = profiles(60), an_experiment()

    def draw(offset: int) -> list[int]:
        try:
            order = people[offset:] + people[:offset]
            return sorted(
                each.assigned_at
                for each in actions.assign(experiment_id=experiment.id, profile_ids=order, now=NOW + offset)
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        seen = list(threads.map(draw, (0, 15, 30, 45)))
    assert len(queries.assignments(experiment.id)) == 60
    assert all(each == seen[0] for each in seen), "all four were told of the same draws"


@pytest.mark.django_db
def test_the_first_contact_stays() -> None:
    people, experiment = profiles(3), an_experiment()
    actions.assign(experiment_id=experiment.id, profile_ids=people, now=NOW)
    actions.expose(experiment_id=experiment.id, profile_ids=people[:2], now=NOW + 5)
    actions.expose(experiment_id=experiment.id, profile_ids=people[1:2], now=NOW + 9)
    columns = queries.columns(experiment.id)
    assert columns.profile_ids.tolist() == people
    assert columns.exposed_at.tolist() == [NOW + 5, NOW + 5, 0]
    assert [THIRDS[arm].key for arm in columns.arms] == [each.arm for each in queries.assignments(experiment.id)]


@pytest.mark.django_db
def test_an_experiment_starts_once() -> None:
    experiment = an_experiment()
    assert experiment.started_at == 0
    actions.start(experiment_id=experiment.id, now=NOW)
    actions.start(experiment_id=experiment.id, now=NOW + 1)
    assert queries.experiment(experiment.id).started_at == NOW
    with pytest.raises(NotFound):
        queries.experiment(experiment.id + 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arms", "code"),
    [
        ((), "arms_count"),
        ((THIRDS[0], THIRDS[0]), "arms_keys"),
        ((Arm("a", "A", 0, is_holdout=False),), "arms_weights"),
        ((THIRDS[0], Arm("b", "B", 1, is_holdout=True)), "arms_holdouts"),
    ],
)
def test_arms_that_cannot_be_drawn_from_are_refused(arms: tuple[Arm, ...], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        actions.create(actor=system("test"), key="letter", arms=arms)
    assert refused.value.code == code


@pytest.mark.django_db
def test_keys_are_unique_and_the_right_is_needed() -> None:
    an_experiment()
    with pytest.raises(BadInput, match="already an experiment"):
        an_experiment()
    with pytest.raises(NotAllowed):
        actions.create(actor=Actor("user:1", "Ann", frozenset({Role.ANALYST})), key="x", arms=THIRDS)
