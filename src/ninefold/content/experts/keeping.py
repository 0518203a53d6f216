"""Who is on the list of experts: added and changed by the team, stopped by themselves."""

from django.db import transaction
from django.db.models.functions import Lower

from ninefold.content.experts.reading import expert_of, expert_row, request_row
from ninefold.content.experttables import (
    ADDRESS_CHARACTERS_MAX,
    BYLINE_CHARACTERS_MAX,
    NAME_CHARACTERS_MAX,
    TOPIC_CHARACTERS_MAX,
    ExpertRow,
)
from ninefold.content.facts import spellings
from ninefold.content.types import Expert
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.database.fields import instant
from ninefold.kernel.errors import BadInput

EXPERTS_MAX = 1_000
TOPICS_MAX = 20


@transaction.atomic
def save_expert(*, actor: Actor, expert: Expert, now: int) -> Expert:
    """Keep an expert; with an id, in the place of that one. Raise BadInput, NotFound, NotAllowed.

    That they stopped being asked is theirs to undo: it stays whatever the team says.
    """
    actor.require(Permission.CONTENT_EDIT)
    said = _checked(expert)
    row = expert_row(expert.id) if expert.id else ExpertRow(added_by=actor.name[:150], added_at=instant(now))
    others = ExpertRow.objects.exclude(pk=expert.id)
    if others.alias(lower=Lower("address")).filter(lower=said.address.lower()).exists():
        raise BadInput("expert_known", "Somebody with this address is on the list already. Change that entry.")
    if not expert.id and others.count() >= EXPERTS_MAX:
        raise BadInput("experts_many", f"The list holds {EXPERTS_MAX:,} experts. Take out those you do not ask.")
    row.name, row.address, row.byline, row.topics = said.name, said.address, said.byline, list(said.topics)
    row.wants_mail = said.wants_mail
    row.save()
    return expert_of(row)


@transaction.atomic
def delete_expert(*, actor: Actor, expert_id: int) -> None:
    """Take an expert off the list, with all they were asked and said. What was published stays as it is."""
    actor.require(Permission.CONTENT_EDIT)
    expert_row(expert_id).delete()


@transaction.atomic
def hear_of_requests(*, request_id: int, is_wanted: bool, now: int) -> None:
    """The expert of a request is asked no more, or again, by their own word."""
    row = request_row(request_id).expert
    row.stopped_at = None if is_wanted else instant(now)
    row.save(update_fields=["stopped_at"])


def _checked(expert: Expert) -> Expert:
    name, byline, address = _line(expert.name), _line(expert.byline), expert.address.strip()
    topics = tuple({one.casefold(): one for one in map(_line, expert.topics) if one}.values())
    room = (("name", name, NAME_CHARACTERS_MAX), ("mail address", address, ADDRESS_CHARACTERS_MAX),
            ("byline", byline, BYLINE_CHARACTERS_MAX))  # fmt: skip
    for what, text, most in room:
        if not 0 < len(text) <= most or not text.isprintable():
            raise BadInput("expert_words", f"An expert needs a {what} of at most {most} characters.")
    if spellings(byline) != (byline,) or "{" in byline or "[[" in byline:
        raise BadInput("expert_byline", "A byline is words alone: leave out bars and brackets.")
    if not topics or len(topics) > TOPICS_MAX or max(map(len, topics)) > TOPIC_CHARACTERS_MAX:
        raise BadInput(
            "expert_topics", f"Name 1 to {TOPICS_MAX} topics, each of at most {TOPIC_CHARACTERS_MAX} letters."
        )
    return Expert(name, address, byline, topics, expert.wants_mail)


def _line(text: str) -> str:
    return " ".join(text.split())
