"""Has each community's way of speaking learnt from what its people wrote: once a day, and when its texts changed.

Here meet what the rooms below may not know of each other: posts, who wrote them, and lexicons.
"""

from collections.abc import Mapping, Sequence

from ninefold.community import queries as community
from ninefold.community.types import Post
from ninefold.content import actions as content_actions
from ninefold.content import queries as content
from ninefold.content.types import Learnt, Told
from ninefold.context import queries as context
from ninefold.context.types import Person
from ninefold.culture import queries as culture
from ninefold.culture.types import Community
from ninefold.kernel import clock
from ninefold.kernel.actors import system
from ninefold.kernel.database import leases
from ninefold.kernel.errors import Unavailable
from ninefold.pipeline import ownwords
from ninefold.pipeline.beside import HOUR_US, Beside
from ninefold.pipeline.erasing.job import LEASE as ERASING

HOURS = 24
LOOK_SECONDS = 30.0
LEASE_SECONDS = 120.0
ERASURES_READ = 50
POSTS_MAX = 10_000  # questions, and as many answers
WORDS_MAX = 100_000  # of either side: a model of more takes long to load


def is_due(now: int) -> bool:
    """Whether a community was never learnt, not for a day, or not since its texts changed."""
    learnt = [content.learnt(one.key) for one in culture.communities()]
    return any(one is None or now - one.learnt_at > HOURS * HOUR_US for one in learnt)


def learn_all() -> list[Learnt]:
    """Learn every community anew; what was found of each. Raise Unavailable where somebody is being erased."""
    erasures = _erasures()
    posts = community.posts(limit=POSTS_MAX)
    people = context.persons({post.profile_id for post in posts})
    communities = culture.communities()
    corpora = {one.key: _corpora(one, communities, posts, people) for one in communities}
    if not leases.acquire(ERASING, seconds=LEASE_SECONDS):
        raise Unavailable("registers_wait", "Somebody is being erased. It is tried again in a while.")
    try:
        if _erasures() != erasures:  # what was read may hold their words
            raise Unavailable("registers_wait", "Somebody was erased meanwhile. It is tried again in a while.")
        ownwords.count_all()
        return [
            content_actions.learn_register(
                actor=system("registers"), community=key, own=own, others=others, now=clock.now_us()
            )
            for key, (own, others) in corpora.items()
        ]
    finally:
        leases.release(ERASING)


def _erasures() -> list[tuple[str, str]]:
    return [(one.key, one.step) for one in context.erasures(limit=ERASURES_READ)]


def _corpora(
    one: Community, communities: Sequence[Community], posts: Sequence[Post], people: Mapping[int, Person]
) -> tuple[list[Told], list[Told]]:
    """What the community's people wrote, and what others of its language did."""
    own, others = [], []
    for post in posts:
        author = people.get(post.profile_id)
        if _is_of(post, author, one):
            own.append(Told(post.text, post.profile_id))
        elif author is None or _language(author.tag or one.tag) == _language(one.tag):
            others.append(Told(post.text, post.profile_id))
    for item in content.items():
        for variant in item.variants:
            side = own if variant.content.tag.lower() == one.tag.lower() else others
            if side is own or _language(variant.content.tag) == _language(one.tag):
                side += [Told(block.text, -variant.id) for block in variant.content.blocks if block.text]
    own += content.told_in_texts(one.key)
    others += [
        told
        for other in communities
        if other.key != one.key and _language(other.tag) == _language(one.tag)
        for told in content.told_in_texts(other.key)
    ]
    return _some(own), _some(others)


def _is_of(post: Post, author: Person | None, one: Community) -> bool:
    """Whether a post speaks as the community: its author says they belong to it, or it is about a topic of its own."""
    said = author.traits.get("community") if author else None
    if said:
        return bool(said == one.key)
    return post.topic.casefold() in {topic.casefold() for topic in one.topics}


def _language(tag: str) -> str:
    return tag.partition("-")[0].lower()


def _some(told: Sequence[Told]) -> list[Told]:
    """The first texts of WORDS_MAX words together; posts come newest first."""
    found, words = [], 0
    for one in told:
        words += len(one.text.split())
        if words > WORDS_MAX:
            break
        found.append(one)
    return found


REGISTERS = Beside("registers", is_due, "learning how communities speak failed: see what ninefold registers says",
                   pause_seconds=LOOK_SECONDS)  # fmt: skip
