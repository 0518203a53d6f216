"""Reads of context: the one door for other rooms. Everything is batched; nothing asks once per row."""

from ninefold.context.consents import consent_history, consent_states, consents, consents_of
from ninefold.context.finding import find
from ninefold.context.money import in_words
from ninefold.context.people import (
    activities,
    fullest,
    joins,
    money,
    moneys,
    person,
    person_ids,
    persons,
    profile_of,
    profiles_of,
    trait_words,
)
from ninefold.context.reviewing import rulings
from ninefold.context.segments import explain, is_member, member_count, members, people_count, segment, segments
from ninefold.context.segments import page as people

__all__ = [
    "activities",
    "consent_history",
    "consent_states",
    "consents",
    "consents_of",
    "explain",
    "find",
    "fullest",
    "in_words",
    "is_member",
    "joins",
    "member_count",
    "members",
    "money",
    "moneys",
    "people",
    "people_count",
    "person",
    "person_ids",
    "persons",
    "profile_of",
    "profiles_of",
    "rulings",
    "segment",
    "segments",
    "trait_words",
]
