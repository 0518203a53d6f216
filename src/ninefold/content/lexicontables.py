"""The tables of lexicons, a part of content's (`models` registers them). A community stands by its key in culture."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from ninefold.content.types import TermState
from ninefold.kernel.database.fields import InstantField

TERM_CHARACTERS_MAX = 200
EXAMPLE_CHARACTERS_MAX = 500
SOURCE_CHARACTERS_MAX = 500


class TermRow(models.Model):
    """A term of a community; see types.Term. What is refused stays, so that it is not learnt again."""

    community = models.CharField(max_length=60)
    term = models.CharField(max_length=TERM_CHARACTERS_MAX)
    plain = models.CharField(max_length=TERM_CHARACTERS_MAX, blank=True, default="")
    example = models.CharField(max_length=EXAMPLE_CHARACTERS_MAX, blank=True, default="")
    source = models.CharField(max_length=SOURCE_CHARACTERS_MAX, blank=True, default="")
    state = models.CharField(max_length=10, default=TermState.ACCEPTED.value)
    z = models.FloatField(default=0.0)
    times = models.IntegerField(default=0)
    times_elsewhere = models.IntegerField(default=0)
    changed_by = models.CharField(max_length=150)
    changed_at = InstantField()

    class Meta:
        db_table = "content_term"
        constraints = [
            models.UniqueConstraint("community", Lower("term"), name="content_term_once"),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in TermState]), name="content_term_state"),
            models.CheckConstraint(condition=~Q(state="accepted", plain=""), name="content_term_has_plain_words"),
        ]


class TextRow(models.Model):
    """A text that a community's way of speaking is learnt from; see types.Text."""

    community = models.CharField(max_length=60, db_index=True)
    name = models.CharField(max_length=200)
    text = models.TextField()
    words = models.IntegerField()
    added_by = models.CharField(max_length=150)
    added_at = InstantField()

    class Meta:
        db_table = "content_register_text"


class RegisterRow(models.Model):
    """What was learnt of a community's way of speaking. `packed` holds n-grams of what people wrote: it goes whenever
    somebody is erased, and is learnt again."""

    community = models.CharField(max_length=60, unique=True)
    learnt_at = InstantField()
    texts = models.IntegerField()
    others = models.IntegerField()
    tells = models.FloatField()
    packed = models.BinaryField()

    class Meta:
        db_table = "content_register"
