"""The table of what people say themselves, a part of context's (`models` registers it)."""

from django.db import models
from django.db.models import Q


class SaidWord(models.Model):
    """How often a profile said a term of a community's lexicon, and how often the plain words for it, in its posts.

    Derived: counted anew from the posts that stand. `community` and `term` are keys of other rooms.
    """

    profile_id = models.BigIntegerField()
    community = models.CharField(max_length=100)
    term = models.CharField(max_length=200)
    ours = models.IntegerField()
    plain = models.IntegerField()

    class Meta:
        db_table = "context_said_word"
        constraints = [
            models.UniqueConstraint(fields=["profile_id", "community", "term"], name="context_said_word_once"),
            models.CheckConstraint(condition=Q(ours__gte=0, plain__gte=0), name="context_said_word_counts"),
        ]
