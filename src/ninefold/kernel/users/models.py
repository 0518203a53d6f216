"""The team's account: Django's user with roles of Ninefold."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models

from ninefold.kernel.actors import Actor, Role


class User(AbstractUser):
    """Someone of the team who signs in to the studio. The role says what they may do there."""

    role = models.CharField(
        max_length=20, choices=[(role.value, role.value) for role in Role], default=Role.EDITOR.value
    )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Owners, and they alone, are superusers: the parts that are not ours let them do everything too."""
        if self._state.adding and self.is_superuser:
            self.role = Role.OWNER.value
        self.is_superuser = self.role == Role.OWNER.value
        super().save(*args, **kwargs)

    def actor(self) -> Actor:
        """This account as the one who acts."""
        name = self.get_full_name() or self.username
        return Actor(key=f"user:{self.pk}", name=name, roles=frozenset({Role(self.role)}))
