"""What is never inferred of anybody: who people are by birth, belief, body or love. They may say it themselves. Pure.

The kinds follow Article 9 of the GDPR, with gender, age and disability. A kind that is named wrongly must not open the
door either, so topics that speak of these things are refused too, as far as a list of words can.
"""

import re
from functools import lru_cache

from ninefold.culture.types import Community
from ninefold.kernel.errors import BadInput

TOPICS_MAX = 50
TOPIC_CHARACTERS_MAX = 100
_WORDS = re.compile(
    r"\b(ethnic\w*|rac(e|es|ial)|migra(nt|nts|tion)|refugees?|nationalit\w*|indigenous|roma|"
    r"religio\w*|christian\w*|catholic\w*|muslim\w*|islam\w*|jew(s|ish)?|judai\w*|hindu\w*|buddhis\w*|sikhs?|atheis\w*|"
    r"halal|kosher|ramadan|politic\w*|(left|right)[ -]wing|socialis\w*|communis\w*|trade unions?|unionis\w*|"
    r"health|disab\w*|illness\w*|diseases?|cancer|diabet\w*|hiv|depress\w*|pregnan\w*|fertility|addict\w*|autis\w*|"
    r"gay|gays|lesbian\w*|bisexual\w*|homosexual\w*|lgbt\w*|queer|trans(gender|sexual)?|sexual\w*|gender|"
    r"elderly|seniors|menopaus\w*)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def speaks_of(words: str) -> str:
    """The word in these that speaks of what is never inferred; "" where none does."""
    found = _WORDS.search(words)
    return found[0] if found else ""


def checked_topics(community: Community) -> tuple[str, ...]:
    """The topics of a community, each once. Raises BadInput where it must not be inferred from any, or from these."""
    topics = tuple(dict.fromkeys(" ".join(topic.split()) for topic in community.topics if topic.strip()))
    if topics and community.is_protected:
        raise BadInput(
            "community_protected",
            f"Who belongs to a community of {community.kind.value} is never inferred: people say so themselves. Leave"
            " its topics empty.",
        )
    if len(topics) > TOPICS_MAX or any(len(topic) > TOPIC_CHARACTERS_MAX for topic in topics):
        raise BadInput("community_topics", f"At most {TOPICS_MAX} topics of {TOPIC_CHARACTERS_MAX} characters.")
    if topics and (found := next(filter(None, map(speaks_of, (community.name, *topics))), "")):
        raise BadInput(
            "community_protected",
            f"“{found}” speaks of what is never inferred of anybody. Leave the topics empty: people say so themselves.",
        )
    return topics
