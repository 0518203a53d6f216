"""Whom a block or a form factor speaks to."""

from enum import StrEnum


class SaidTo(StrEnum):
    """One person, who gets a message, or all, of whom nobody in particular reads it."""

    PERSON = "person"
    ALL = "all"
