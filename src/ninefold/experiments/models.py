"""Experiments, who was put where, who was really contacted."""

from django.db import models

from ninefold.kernel.database.fields import InstantField


class Experiment(models.Model):
    """Arms as JSON (a list of types.Arm); they never change once it has started."""

    key = models.CharField(max_length=200, unique=True)
    salt = models.CharField(max_length=200)
    arms = models.TextField()
    started_at = InstantField(null=True)


class Assignment(models.Model):
    """One profile in one arm, for ever. A person made of several takes the earliest."""

    experiment = models.ForeignKey(Experiment, on_delete=models.PROTECT)
    profile_id = models.BigIntegerField()
    arm = models.CharField(max_length=100)
    probability = models.FloatField()
    assigned_at = InstantField()

    class Meta:
        constraints = [
            models.UniqueConstraint("experiment", "profile_id", name="experiments_assignment_once"),
            models.CheckConstraint(
                condition=models.Q(probability__gt=0, probability__lte=1), name="experiments_assignment_probability"
            ),
        ]
        indexes = [models.Index("profile_id", name="experiments_assignment_profile")]


class Exposure(models.Model):
    """The first real contact of one profile by an experiment."""

    experiment = models.ForeignKey(Experiment, on_delete=models.PROTECT)
    profile_id = models.BigIntegerField()
    exposed_at = InstantField()

    class Meta:
        constraints = [models.UniqueConstraint("experiment", "profile_id", name="experiments_exposure_once")]
        indexes = [models.Index("profile_id", name="experiments_exposure_profile")]
