"""People who may be one: what they are compared by, kept with reasons, and decided by the team."""

import argparse
from typing import Any

import pytest

from ninefold.cli.commands import candidates as command
from ninefold.collect.types import Trust
from ninefold.context import actions, queries
from ninefold.context.linkage import records
from ninefold.context.types import CandidateWord
from ninefold.kernel.actors import system
from ninefold.kernel.errors import NotFound, Unavailable
from tests.context.events import DAY, T0, identify, take

pytestmark = pytest.mark.django_db
TEAM = system("test")
REASONS = '{"last_name":7.5,"email":-2.0}'


def kept(*pairs: tuple[int, int], now: int = T0) -> int:
    found = [(left, right, 8.0 - number, REASONS) for number, (left, right) in enumerate(pairs)]
    return actions.keep_candidates(likenesses=found, compared=9, begun_at=now, now=now)


def three() -> tuple[int, int, int]:
    told: list[dict[str, Any]] = [
        {"name": "Ann Beck", "email": "ann@example.org"}, {"lastName": "Beck", "email": "beck@example.org"}, {},
    ]  # fmt: skip
    one, two, three = take([identify(f"u{n}", traits=traits) for n, traits in enumerate(told)])
    return one, two, three


@pytest.mark.parametrize(
    ("traits", "told"),
    [
        ({"name": "Ann Marie  Beck"}, {"first_name": "ann marie", "last_name": "beck"}),
        ({"firstName": "Ann", "name": "Somebody Else"}, {"first_name": "ann"}),
        ({"dob": "19710624"}, {"born": "1971-06-24"}),
        ({"birthday": "06/07/1971"}, {}),
        ({"address": {"city": "Bonn", "postalCode": "53 111"}}, {"city": "bonn", "postcode": "53111"}),
        ({"zip": 53111, "city": True}, {"postcode": "53111"}),
    ],
)
def test_a_record_is_read_from_traits_of_any_usual_name(traits: dict[str, Any], told: dict[str, str]) -> None:
    assert records.of(traits) == told


def test_only_what_more_than_a_browser_told_is_compared() -> None:
    one, two, _ = three()
    take([identify("", "a1", traits={"name": "Ann Beck", "email": "ann@example.org"}, trust=Trust.BROWSER)])
    assert [person for person, _ in queries.told_of_people()] == [one, two]


def test_who_is_joined_or_ruled_apart_is_asked_about_no_more() -> None:
    one, two, three_ = three()
    assert kept((one, two), (one, three_)) == 2
    first, second = queries.candidates(limit=9, now=T0)
    assert (first.left.id, first.right.id, second.right.id) == (one, two, three_)
    assert [(c.label, c.left, c.right, c.weight) for c in first.comparisons] == [
        ("First name", "ann", "", 0.0), ("Last name", "beck", "beck", 7.5),
        ("Email", "ann@example.org", "beck@example.org", -2.0),
    ]  # fmt: skip

    actions.decide_candidate(actor=TEAM, candidate_id=second.id, word=CandidateWord.TWO, now=T0)
    actions.decide_candidate(actor=TEAM, candidate_id=first.id, word=CandidateWord.SAME, now=T0)

    assert queries.person(two).id == one != queries.person(three_).id
    same, apart = sorted(queries.rulings(one), key=lambda ruling: not ruling.allowed)
    assert (same.reason, apart.allowed) == ("Looked at both: alike in last name.", False)
    assert kept((one, two), (one, three_), (two, three_), now=T0 + 1) == 0
    with pytest.raises(NotFound):
        actions.decide_candidate(actor=TEAM, candidate_id=first.id, word=CandidateWord.SAME, now=T0)

    actions.undo_review(actor=TEAM, ruling_id=same.id, now=T0)
    assert queries.person(two).id == two
    assert kept((one, two), (one, three_), now=T0 + 2) == 1


def test_later_asks_again_after_a_month_and_a_new_comparison_forgets_old_pairs() -> None:
    one, two, three_ = three()
    kept((one, two), (one, three_))
    first, second = queries.candidates(limit=9, now=T0)
    actions.decide_candidate(actor=TEAM, candidate_id=first.id, word=CandidateWord.LATER, now=T0)
    kept((one, two), now=T0 + DAY)

    assert queries.candidate_count(now=T0 + 29 * DAY) == 0
    assert [each.id for each in queries.candidates(limit=9, now=T0 + 31 * DAY)] == [first.id]
    assert second.id != first.id


def test_without_the_extra_the_command_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "can_compare", lambda: False)
    with pytest.raises(Unavailable, match="make identity"):
        command.run(argparse.Namespace())
