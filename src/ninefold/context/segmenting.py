"""Names a condition, so that campaigns can use it."""

import re
from typing import Any

from django.db import transaction

from ninefold.context import conditions, sentences
from ninefold.context.models import SegmentRow
from ninefold.context.types import Segment
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput

_KEY = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


@transaction.atomic
def create_segment(*, actor: Actor, key: str, name: str, condition: dict[str, Any]) -> Segment:
    """Keep a condition under a key and a name; the segment of that key, if there is one, changes."""
    actor.require(Permission.SEGMENT_EDIT)
    if len(key) > 60 or not _KEY.fullmatch(key):
        raise BadInput("key_form", f"{key!r} is no key: small letters, digits, '-' and '_', at most 60.")
    if not 0 < len(name.strip()) <= 120:
        raise BadInput("segment_name", "A segment needs a name of at most 120 characters.")
    sentence = sentences.explain(conditions.parse(condition))
    row, _ = SegmentRow.objects.update_or_create(
        key=key,
        defaults={"name": name, "condition": condition, "changed_by": actor.key, "changed_at": clock.now_us()},
    )
    return Segment(row.pk, key, name, condition, sentence)
