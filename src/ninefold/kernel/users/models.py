"""The team's account: Django's user with roles of Ninefold."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models

from ninefold.kernel.actors import Actor, Role


class User(AbstractUser):
    """Someone of the team who signs in to the studio. Superusers are owners."""

    role = models.CharField(
        max_length=20, choices=[(role.value, role.value) for role in Role], default=Role.EDITOR.value
    )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An owner is a superuser, so that the parts that are not ours let them do everything too."""
        self.is_superuser = self.is_superuser or self.role == Role.OWNER.value
        super().save(*args, **kwargs)

    def actor(self) -> Actor:
        """This account as the one who acts."""
        role = Role.OWNER if self.is_superuser else Role(self.role)
        return Actor(key=f"user:{self.pk}", name=self.get_full_name() or self.username, roles=frozenset({role}))
