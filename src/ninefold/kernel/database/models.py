"""Leases: who holds which one-at-a-time job, until when."""

from django.db import models

from ninefold.kernel.database.fields import InstantField


class Lease(models.Model):
    """One named job. A holder that dies loses it when it expires."""

    name = models.CharField(max_length=100, primary_key=True)
    holder = models.CharField(max_length=100)
    expires_at = InstantField()
