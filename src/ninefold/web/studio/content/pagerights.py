"""The team's roles as Wagtail's policy for pages: who publishes content makes, changes and publishes pages below the
one that the public site stands on, which itself stays as it is."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet
from wagtail.models import Page, Site
from wagtail.permission_policies.pages import PagePermissionPolicy

from ninefold.kernel.actors import GRANTS, Permission
from ninefold.kernel.users.models import User

RIGHT = Permission.CONTENT_PUBLISH
BELOW = ("add", "publish", "lock", "unlock")  # for the site's own page and all below it
OF_PAGES = ("change", "bulk_delete")  # for all below it alone


@dataclass(frozen=True, slots=True)
class Right:
    """A right as Wagtail names it: add_page."""

    codename: str


@dataclass(frozen=True, slots=True)
class Grant:
    """What Wagtail reads of a permission of its own: a right on a page and on all below it."""

    page: Page
    permission: Right

    @property
    def page_id(self) -> int:
        """The page's number."""
        return int(self.page.pk)


class PagePolicy(PagePermissionPolicy):  # type: ignore[misc]  # Wagtail ships no types
    """Pages by role alone: groups grant nothing. Owners may do everything."""

    def get_all_permissions_for_user(self, user: AbstractBaseUser) -> list[Grant]:
        """The rights of a member, each with the page from which on they hold."""
        if user.is_anonymous or not user.is_active or not isinstance(user, User) or user.is_superuser:
            return []
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        if site is None or not user.actor().may(RIGHT):
            return []
        on_site = [_grant(site.root_page, action) for action in BELOW]
        return on_site + [_grant(page, action) for page in site.root_page.get_children() for action in OF_PAGES]

    def users_with_any_permission(self, actions: Collection[str], include_superusers: bool = True) -> QuerySet[Any]:
        """All active members who may do anything with pages."""
        roles = [role.value for role, granted in GRANTS.items() if RIGHT in granted]
        able = Q(role__in=roles, is_superuser=False) | (Q(is_superuser=True) if include_superusers else Q(pk=None))
        return get_user_model()._default_manager.filter(able, is_active=True)

    def users_with_any_permission_for_instance(
        self, actions: Collection[str], instance: Page, include_superusers: bool = True
    ) -> QuerySet[Any]:
        """The same: what one may do with a page, all of them may."""
        return self.users_with_any_permission(actions, include_superusers)


def _grant(page: Page, action: str) -> Grant:
    return Grant(page, Right(f"{action}_page"))
