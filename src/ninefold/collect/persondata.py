"""What collect holds about people: their events, and what waits in quarantine and names them."""

from collections.abc import Sequence
from dataclasses import asdict

from django.db import DEFAULT_DB_ALIAS
from msgspec import structs

from ninefold.collect.models import Event, Quarantine
from ninefold.collect.queries import quarantined_of, timeline
from ninefold.kernel.persondata import Row

_PAGE = 1_000


class CollectPersonData:
    """Implements `kernel.persondata.PersonData`."""

    room = "collect"

    def export(self, profile_ids: Sequence[int]) -> dict[str, list[Row]]:
        """All events of these profiles, and those in quarantine, newest first; instants in microseconds."""
        events: list[Row] = []
        before_id = None
        while page := timeline(profile_ids, before_id=before_id, limit=_PAGE):
            events += [structs.asdict(event) for event in page]
            before_id = page[-1].id
        waiting = [asdict(one) for one in quarantined_of(profile_ids, limit=_PAGE)]
        return {Event._meta.db_table: events, Quarantine._meta.db_table: waiting}

    def erase(self, profile_ids: Sequence[int]) -> dict[str, int]:
        """Their events go. What waits is dropped when its turn comes (`sifting`); lake and quarantine come later."""
        gone = Event.objects.filter(profile_id__in=list(profile_ids))._raw_delete(using=DEFAULT_DB_ALIAS)
        return {Event._meta.db_table: gone}
