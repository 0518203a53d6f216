"""Measure's tables: business cases, with what was written into them, and their figures once they are frozen; how
promises were judged; what was counted over whole weeks."""

from django.db import models
from django.db.models import Q

from ninefold.kernel.database.fields import InstantField


class CaseRow(models.Model):
    """The business case of one campaign. `figures` is JSON of types.Figures, kept from the freezing on, "" before."""

    campaign_id = models.BigIntegerField(unique=True)
    changed = models.TextField(blank=True, default="")
    learnt = models.TextField(blank=True, default="")
    decision = models.TextField(blank=True, default="")
    next_look = models.DateField(null=True)
    hours = models.DecimalField(null=True, max_digits=8, decimal_places=1)
    money_minor = models.BigIntegerField(null=True)
    written_by = models.CharField(max_length=150)
    written_at = InstantField()
    figures = models.TextField(blank=True, default="")
    frozen_by = models.CharField(max_length=150, blank=True, default="")
    frozen_at = InstantField(null=True)

    class Meta:
        db_table = "measure_case"
        constraints = [
            models.CheckConstraint(
                condition=Q(frozen_at=None, figures="") | (Q(frozen_at__isnull=False) & ~Q(figures="")),
                name="measure_case_frozen_with_its_figures",
            ),
            models.CheckConstraint(
                condition=(Q(hours=None) | Q(hours__gte=0)) & (Q(money_minor=None) | Q(money_minor__gte=0)),
                name="measure_case_costs_not_negative",
            ),
        ]


class JudgementRow(models.Model):
    """How promises were kept in the weeks to `until`: one row that stands, and one while the next is worked on.

    `rules` is what of the charter they were judged by, `cursor` the last person judged, `found` JSON of PromiseRead.
    """

    is_finished = models.BooleanField(default=False, unique=True)
    until = InstantField()
    rules = models.CharField(max_length=100)
    cursor = models.BigIntegerField(default=0)
    found = models.TextField(blank=True, default="")
    finished_at = InstantField(null=True)

    class Meta:
        db_table = "measure_judgement"


class CountRow(models.Model):
    """What one count over everyone, or all of a campaign, found for the weeks to `until`, as JSON, and its time."""

    name = models.CharField(max_length=120, primary_key=True)
    until = InstantField()
    counted_at = InstantField()
    took_us = models.BigIntegerField()
    found = models.TextField()

    class Meta:
        db_table = "measure_count"
