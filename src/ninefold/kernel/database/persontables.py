"""Tables with rows about people: handed out with every column that they have, so that none is forgotten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

import msgspec
from django.db.models import F, Model, Q, QuerySet

from ninefold.kernel.mentions import Mentions
from ninefold.kernel.persondata import Row

_DERIVED = {"person_id"}  # who is one person is told by their profiles
_TOLD = "told_"


@dataclass(frozen=True)
class PersonTable:
    """A table, and its columns that name a profile. `json` are columns of JSON text; `without` are not handed out.

    `named` is told besides: what a row's number stands for, by its path as Django writes it.
    """

    model: type[Model]
    owners: tuple[str, ...] = ("profile_id",)
    json: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are handed out."""
        left_out = {*self.without, *_DERIVED}
        return tuple(one.attname for one in self.model._meta.concrete_fields if one.attname not in left_out)

    def of(self, profile_ids: Sequence[int]) -> QuerySet[Any]:
        """The rows about these profiles."""
        theirs = reduce(or_, (Q(**{f"{owner}__in": list(profile_ids)}) for owner in self.owners))
        return self.model._default_manager.filter(theirs)

    def export(self, profile_ids: Sequence[int]) -> list[Row]:
        """The rows about these profiles as plain values, the oldest first."""
        return self.rows(self.of(profile_ids))

    def rows(self, found: QuerySet[Any]) -> list[Row]:
        """Rows as plain values: instants as ISO 8601 in UTC, JSON as what it stands for."""
        told = {f"{_TOLD}{name}": F(path) for name, path in self.named.items()}
        values = found.order_by("pk").values(*self.columns, **told)
        return [{name.removeprefix(_TOLD): self._plain(name, value) for name, value in row.items()} for row in values]

    def mask(self, profile_ids: Sequence[int], columns: Sequence[str], mentions: Mentions) -> list[int]:
        """Mask somebody in columns of the rows about these profiles, in the caller's transaction; the rows changed."""
        changed = []
        for number, *words in self.of(profile_ids).values_list("pk", *columns).iterator():
            masked = {
                column: (mentions.masked_json if column in self.json else mentions.masked)(text)
                for column, text in zip(columns, words, strict=True)
            }
            if [*masked.values()] != words:
                changed.append((number, masked))
        for number, masked in changed:
            self.model._default_manager.filter(pk=number).update(**masked)
        return [number for number, _ in changed]

    def _plain(self, column: str, value: Any) -> object:
        if isinstance(value, date):
            return value.isoformat()
        return msgspec.json.decode(value) if column in self.json and value else value


def export(tables: Sequence[PersonTable], profile_ids: Sequence[int]) -> dict[str, list[Row]]:
    """The rows of all these tables, by table."""
    return {table.name: table.export(profile_ids) for table in tables}
