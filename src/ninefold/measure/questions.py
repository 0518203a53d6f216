"""What people ask on their way to a goal, and what we have to say to it: by goal and topic of the questions."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ninefold.collect.types import EventName
from ninefold.community import queries as community
from ninefold.community.types import Question
from ninefold.content import queries as content
from ninefold.context import queries as context
from ninefold.culture import queries as culture
from ninefold.culture.types import Goal
from ninefold.kernel.proportions import wilson
from ninefold.measure import reaching
from ninefold.measure.queries import goal_events
from ninefold.measure.reaching import DAY_US, Column, People
from ninefold.measure.types import Interval

DAYS = 180
QUESTIONS_MAX = 10_000
HELPED_LEAST = 0.5  # what credibility holds the best answer to be worth


@dataclass(frozen=True, slots=True)
class Asked:
    """A topic that people asked about.

    Of `questions` so many have a helpful answer; `items` are the titles of published items about the topic, by id.
    `reached` holds, for each goal by key, the share of `askers` who came to it within its window after they first
    asked.
    """

    topic: str
    questions: int
    helped: int
    askers: int
    items: Mapping[int, str]
    reached: Mapping[str, Interval]

    @property
    def is_unanswered(self) -> bool:
        """Whether no item speaks of it and not every question has a helpful answer."""
        return not self.items and self.helped < self.questions


def asked(*, now: int) -> tuple[list[Asked], list[Goal]]:
    """The topics of the last DAYS days, those that nothing answers first, by how many asked; and the goals that
    somebody who asked came to, or that the team chose."""
    questions = [
        one for one in community.questions(limit=QUESTIONS_MAX) if one.topic and one.asked_at >= now - DAYS * DAY_US
    ]
    by_topic: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        by_topic[question.topic.casefold()].append(question)
    persons = context.person_ids({one.profile_id for one in questions})
    askers = {topic: _askers(own, persons) for topic, own in by_topic.items()}
    rates: dict[str, dict[str, Interval]] = {topic: {} for topic in by_topic}
    goals = [goal for goal in culture.goals() if goal.event_name != EventName.QUESTION_ASKED]
    for goal in goals:
        ids, instants, _ = goal_events(_askers(questions, persons), goal, now)
        for topic, people in askers.items():
            rates[topic][goal.key] = _rate(people, ids, instants, goal)
    items = _items_by_topic()
    found = [_read(own, askers[topic], items.get(topic, {}), rates[topic]) for topic, own in by_topic.items()]
    told = [goal for goal in goals if goal.is_chosen or any(one.reached[goal.key].estimate for one in found)]
    return sorted(found, key=lambda one: (not one.is_unanswered, -one.askers, one.topic)), told


def _items_by_topic() -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = {}
    for item in content.items():
        if item.variants and item.topic:
            found.setdefault(item.topic.casefold(), {})[item.id] = item.title
    return found


def _askers(questions: Sequence[Question], persons: Mapping[int, int]) -> People:
    """Who asked these questions, each from when they first did."""
    first: dict[int, int] = {}
    for question in questions:
        person = persons.get(question.profile_id, question.profile_id)
        first[person] = min(first.get(person, question.asked_at), question.asked_at)
    ids = reaching.column(sorted(first))
    since = reaching.column(first[person] for person in sorted(first))
    return People(ids, np.zeros_like(ids), since, np.zeros(len(ids), dtype=np.bool_))


def _rate(askers: People, persons: Column, instants: Column, goal: Goal) -> Interval:
    successes, count = int(reaching.reached(askers, persons, instants, goal.window_days).sum()), len(askers.ids)
    return Interval(successes / count, *wilson(successes, count))


def _read(
    questions: Sequence[Question], askers: People, items: Mapping[int, str], reached: Mapping[str, Interval]
) -> Asked:
    spelt = Counter(question.topic for question in questions).most_common(1)[0][0]
    helped = sum(1 for one in questions if one.accepted_answer_id or one.standing >= HELPED_LEAST)
    return Asked(spelt, len(questions), helped, len(askers.ids), items, reached)
