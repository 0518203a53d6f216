"""Tables of the rules of identity: their versions, the draft that is weighed, and how far people were grouped anew."""

from django.db import models

from ninefold.kernel.database.fields import InstantField


class RulesRow(models.Model):
    """One version of all rules, as JSON (`rulebook.writing`); rows are only added, and the newest holds."""

    definition = models.TextField()
    reason = models.CharField(max_length=500)
    made_by = models.CharField(max_length=100)
    made_at = InstantField()

    class Meta:
        db_table = "context_rules"


class RulesDraft(models.Model):
    """Rules that do not hold yet, and what they would change. There is one at most, made from version `base`.

    First what people have of new kinds is looked up (`stage` "looking"), then people are weighed ("weighing"), each up
    to the profile `up_to`; `told` is what was found so far, JSON.
    """

    base = models.BigIntegerField()
    definition = models.TextField()
    reason = models.CharField(max_length=500)
    made_by = models.CharField(max_length=100)
    made_at = InstantField()
    stage = models.CharField(max_length=10)
    up_to = models.BigIntegerField(default=0)
    told = models.TextField(default="{}")

    class Meta:
        db_table = "context_rules_draft"


class RegroupingRow(models.Model):
    """That people are grouped anew by the newest version, from `base` on, up to this profile; `ended_at` when done."""

    rules = models.OneToOneField(RulesRow, on_delete=models.PROTECT, related_name="+")
    base = models.BigIntegerField()
    up_to = models.BigIntegerField(default=0)
    moved = models.BigIntegerField(default=0)
    ended_at = InstantField(null=True)

    class Meta:
        db_table = "context_regrouping"


class Regrouped(models.Model):
    """A profile that belongs to another person since a version of the rules: of whom before, and of whom then."""

    rules = models.ForeignKey(RulesRow, on_delete=models.PROTECT, related_name="+", db_index=False)
    profile_id = models.BigIntegerField()
    person_before = models.BigIntegerField()
    person_after = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["profile_id"], name="context_regrouped_profile")]
