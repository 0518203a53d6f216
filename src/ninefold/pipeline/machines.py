"""Takes people out of the count who are machines alone: crawlers that were made people before they were known as such.

All that they did is marked as a machine's, and nothing but a browser's id is known of them. Their visits stay in the
log, as nobody's, as those of today do.
"""

from django.db import transaction

from ninefold.collect import actions as collect
from ninefold.collect import queries as collect_queries
from ninefold.context import queries as context
from ninefold.pipeline import known


def remove(*, after: int) -> tuple[int, int]:
    """Of the next people after this person id: up to whom (`after` where there are no more), and how many went.

    A piece is one transaction; twice is as once.
    """
    with transaction.atomic():
        collect.hold_log()  # no batch that was attributed to one of them is stored after
        upto, strangers = context.strangers(after=after)
        profiles = [profile for own in strangers.values() for profile in own]
        seen, people = collect_queries.seen_as(profiles)
        machines = [own for own in strangers.values() if seen.intersection(own) and not people.intersection(own)]
        gone = [profile for own in machines for profile in own]
        if gone:
            collect.disown(profile_ids=gone)
            for room in reversed(known.ROOMS):
                room.erase(gone)
    return upto, len(machines)
