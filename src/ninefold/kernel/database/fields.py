"""Column types that are the same on both databases."""

from datetime import datetime
from typing import Any

from django.db import models

from ninefold.kernel import clock


class InstantField(models.BigIntegerField):  # type: ignore[type-arg]  # the stub's parameters differ per nullability
    """A UTC instant, an aware datetime in Python, microseconds since 1970 in the column.

    One integer on both databases, so that raw statements, the edge and the ORM agree to the microsecond.
    """

    validators: list[Any] = []  # an integer's bounds cannot be compared with instants

    def get_prep_value(self, value: Any) -> int | None:
        if isinstance(value, datetime):
            return clock.to_us(value)
        return value if value is None else int(value)

    def from_db_value(self, value: int | None, expression: object, connection: object) -> datetime | None:
        return None if value is None else clock.from_us(value)

    def to_python(self, value: Any) -> datetime | None:
        if value is None or isinstance(value, datetime):
            return value
        return clock.from_us(int(value))


def instant(us: int) -> Any:
    """The instant (us) as a model's field takes it, None for 0; the stubs know only its column's integer."""
    return clock.from_us(us) if us else None
