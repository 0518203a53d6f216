"""The team's roles as the policy of Wagtail's media library: who writes content uses all of it."""

from collections.abc import Collection as Several
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection
from wagtail.permission_policies.collections import CollectionPermissionPolicy
from wagtail.permissions import register_permission_policy

from ninefold.kernel.actors import GRANTS, Permission
from ninefold.kernel.users.models import User


class MediaPolicy(CollectionPermissionPolicy):  # type: ignore[misc]  # Wagtail ships no types
    """Collections grant nothing by themselves here: a role may use every one of them, or none."""

    def _check_perm(self, user: AbstractBaseUser, actions: Several[str], collection: Collection | None = None) -> bool:
        return isinstance(user, User) and user.is_active and user.actor().may(Permission.CONTENT_EDIT)

    def _collections_with_perm(self, user: AbstractBaseUser, actions: Several[str]) -> QuerySet[Any]:
        found = Collection.objects.all() if self._check_perm(user, actions) else Collection.objects.none()
        assert isinstance(found, QuerySet)
        return found

    def _users_with_perm_filter(self, actions: Several[str], collection: Collection | None = None) -> Q:
        roles = [role.value for role, granted in GRANTS.items() if Permission.CONTENT_EDIT in granted]
        return Q(is_active=True) & (Q(is_superuser=True) | Q(role__in=roles))


def install() -> None:
    """Put this policy in the place of Wagtail's for pictures and documents."""
    for model in (get_image_model(), get_document_model()):
        register_permission_policy(model, MediaPolicy(model))
