"""What collect holds about people: their events, and what waits in quarantine and names them."""

from collections.abc import Sequence

from django.db import DEFAULT_DB_ALIAS
from msgspec import structs

from ninefold.collect.models import Event, Quarantine
from ninefold.collect.queries import quarantine_ids, timeline
from ninefold.kernel.database.bulk import in_chunks
from ninefold.kernel.database.persontables import PersonTable
from ninefold.kernel.persondata import Row

_PAGE = 1_000
_WAITING = PersonTable(Quarantine, owners=())


class CollectPersonData:
    """Implements `kernel.persondata.PersonData`."""

    room = "collect"

    def export(self, profile_ids: Sequence[int]) -> dict[str, list[Row]]:
        """All events of these profiles, newest first, their instants in microseconds; and those in quarantine."""
        events: list[Row] = []
        before_id = None
        while page := timeline(profile_ids, before_id=before_id, limit=_PAGE):
            events += [structs.asdict(event) for event in page]
            before_id = page[-1].id
        waiting = [
            row
            for ids in in_chunks(quarantine_ids(profile_ids), _PAGE)
            for row in _WAITING.rows(Quarantine.objects.filter(pk__in=ids))
        ]
        return {Event._meta.db_table: events, _WAITING.name: waiting}

    def erase(self, profile_ids: Sequence[int]) -> dict[str, int]:
        """Their events go. What waits is dropped when its turn comes (`sifting`); lake and quarantine come later."""
        gone = Event.objects.filter(profile_id__in=list(profile_ids))._raw_delete(using=DEFAULT_DB_ALIAS)
        return {Event._meta.db_table: gone}
