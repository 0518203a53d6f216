"""Who may enter the studio: Wagtail's permissions, answered by our roles."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from ninefold.kernel.users.models import User


class RoleBackend(ModelBackend):
    """Every active member may enter; what they may do there each page asks their role."""

    def get_all_permissions(self, user_obj: User | AnonymousUser, obj: object = None) -> set[str]:
        """Django's own permissions of an account, with the one that every member has."""
        found: set[str] = super().get_all_permissions(user_obj, obj)  # type: ignore[arg-type]  # the stub wants a model
        is_member = obj is None and isinstance(user_obj, User) and user_obj.is_active
        return found | {"wagtailadmin.access_admin"} if is_member else found
