"""The team's roles as Wagtail's permission policy, so that its editor asks the same question as our actions."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from ninefold.kernel.actors import GRANTS, Permission
from ninefold.kernel.users.models import User

RIGHTS = {
    "add": Permission.CONTENT_EDIT,
    "change": Permission.CONTENT_EDIT,
    "view": Permission.CONTENT_EDIT,
    "choose": Permission.CONTENT_EDIT,
    "delete": Permission.CONTENT_PUBLISH,
    "publish": Permission.CONTENT_PUBLISH,
    "lock": Permission.CONTENT_PUBLISH,
    "unlock": Permission.CONTENT_PUBLISH,
}


class RolePolicy(ModelPermissionPolicy):  # type: ignore[misc]  # Wagtail ships no types
    """Who may do what with content, by role alone. What is not named here only owners may do."""

    def user_has_permission(self, user: AbstractBaseUser, action: str) -> bool:
        """Whether a role of `user` grants what `action` takes."""
        if not isinstance(user, User) or not user.is_active:
            return False
        right = RIGHTS.get(action)
        return user.actor().may(right) if right else user.is_superuser

    def users_with_any_permission(self, actions: Collection[str]) -> QuerySet[Any]:
        """All active members who may do at least one of `actions`."""
        rights = {RIGHTS[action] for action in actions if action in RIGHTS}
        roles = [role.value for role, granted in GRANTS.items() if granted & rights]
        return get_user_model()._default_manager.filter(Q(is_superuser=True) | Q(role__in=roles), is_active=True)
