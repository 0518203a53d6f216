"""Masks a person who was erased in what others posted."""

from collections.abc import Collection

from ninefold.community import shelving
from ninefold.community.models import Answer, Flag, Question
from ninefold.kernel.database.persontables import PersonTable
from ninefold.kernel.mentions import Mentions

_QUESTIONS, _ANSWERS, _FLAGS = PersonTable(Question), PersonTable(Answer), PersonTable(Flag)


def mask(*, profile_ids: Collection[int], mentions: Mentions) -> None:
    """Mask them in the posts of these profiles, and in the search, in the caller's transaction."""
    own = list(profile_ids)
    asked = _QUESTIONS.mask(own, ("title", "body"), mentions)
    answered = Answer.objects.filter(pk__in=_ANSWERS.mask(own, ("body",), mentions))
    _FLAGS.mask(own, ("reason",), mentions)
    shelving.refresh({*asked, *answered.values_list("question_id", flat=True)})
