"""What is kept of experts goes by their address: content knows no person. Who does hands out and erases by it."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.db.models.functions import Lower

from ninefold.content.experttables import ExpertRow, RequestRow
from ninefold.kernel.database.persontables import PersonTable
from ninefold.kernel.persondata import Row

_EXPERTS, _REQUESTS = PersonTable(ExpertRow), PersonTable(RequestRow)


def export(addresses: Collection[str]) -> dict[str, list[Row]]:
    """Tables content_expert and content_expert_request, of whom these mail addresses are."""
    own = _of(addresses)
    return {
        _EXPERTS.name: _EXPERTS.rows(own),
        _REQUESTS.name: _REQUESTS.rows(RequestRow.objects.filter(expert__in=own)),
    }


def erase(addresses: Collection[str]) -> dict[str, int]:
    """Take them off the list with all they were asked and said, in the caller's transaction; rows by table."""
    own = _of(addresses)
    said = RequestRow.objects.filter(expert__in=own).delete()[0]
    return {_REQUESTS.name: said, _EXPERTS.name: own.delete()[0]}


def _of(addresses: Collection[str]) -> QuerySet[ExpertRow]:
    lower = {one.lower() for one in addresses}
    return ExpertRow.objects.alias(lower=Lower("address")).filter(lower__in=lower)
