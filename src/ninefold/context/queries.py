"""Reads of context: the one door for other rooms. Everything is batched; nothing asks once per row."""

from ninefold.context.consents import consent_history, consent_states, consents
from ninefold.context.people import (
    activities,
    joins,
    money,
    person,
    person_ids,
    persons,
    profile_of,
    profiles_of,
    trait_words,
)

__all__ = [
    "activities",
    "consent_history",
    "consent_states",
    "consents",
    "joins",
    "money",
    "person",
    "person_ids",
    "persons",
    "profile_of",
    "profiles_of",
    "trait_words",
]
