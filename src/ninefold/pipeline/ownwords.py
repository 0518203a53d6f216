"""Counts which of a lexicon's words people say themselves, from the questions and answers of theirs that stand.

Here meet what the rooms below may not know of each other: posts, who wrote them, and lexicons. Who wants none of it
counted has nothing counted.
"""

from collections import Counter
from collections.abc import Collection, Iterable

from ninefold.collect.types import Event, EventName
from ninefold.community import queries as community
from ninefold.content import queries as content
from ninefold.content.lexicon.uses import Uses
from ninefold.context import queries as context
from ninefold.context import saidwords

POSTS_EACH_MAX = 100  # of the newest questions and as many answers, on average
AT_ONCE = 200
_POSTS = frozenset({EventName.QUESTION_ASKED, EventName.ANSWER_GIVEN, EventName.ANSWER_HIDDEN})


def project(events: Iterable[Event]) -> None:
    """Count again whoever posted, after the community has taken the posts in."""
    if authors := {event.profile_id for event in events if event.name in _POSTS and event.profile_id}:
        count(authors)


def count(profile_ids: Collection[int]) -> None:
    """Count what these profiles said, in the place of what was kept of them."""
    terms = content.every_term()
    if not terms:
        saidwords.keep(profile_ids=profile_ids, rows=())
        return
    people = context.persons(profile_ids)
    wanted = {one for one in profile_ids if one in people and not _refuses(people[one].traits)}
    uses, said = Uses(terms), dict[int, Counter[tuple[str, str, bool]]]()
    for post in community.posts(limit=POSTS_EACH_MAX * len(wanted), authors=wanted):
        said.setdefault(post.profile_id, Counter()).update(uses.count(post.text))
    saidwords.keep(
        profile_ids=profile_ids,
        rows=[
            (profile, key, term, counts[key, term, True], counts[key, term, False])
            for profile, counts in said.items()
            for key, term in sorted({(key, term) for key, term, _ in counts})
        ],
    )


def count_all() -> None:
    """Count everybody again who posted lately or was counted: lexicons change, and posts go."""
    authors = {post.profile_id for post in community.posts(limit=10_000)}
    everybody = sorted(authors | saidwords.counted_profiles())
    for start in range(0, len(everybody), AT_ONCE):
        count(everybody[start : start + AT_ONCE])


def _refuses(traits: dict[str, object]) -> bool:
    return saidwords.ALL in saidwords.denied(traits)
