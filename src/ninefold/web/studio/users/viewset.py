"""Wagtail's views of accounts with our forms."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django_filters import ChoiceFilter
from wagtail.admin.ui.tables import Column
from wagtail.users.views.users import IndexView, UserFilterSet, UserViewSet

from ninefold.kernel.users.models import User
from ninefold.web.studio.users import abilities
from ninefold.web.studio.users.forms import TeamCreationForm, TeamEditForm


class TeamFilterSet(UserFilterSet):  # type: ignore[misc]  # Wagtail has no types
    """Wagtail's filters, with the role in the place of its one great right and of its groups, which grant nothing."""

    role = ChoiceFilter(label="Role", choices=abilities.CHOICES)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        del self.filters["is_superuser"], self.filters["group"]


class TeamIndexView(IndexView):  # type: ignore[misc]  # Wagtail has no types
    """The list of accounts with their roles, and below it what each role may do."""

    @cached_property
    def columns(self) -> list[Column]:
        """Wagtail's own, with the role in the place of its one great right."""
        role = Column("role", accessor=_role, label="Role", sort_key="role", classname="level", width="10%")
        return [role if one.name == "is_superuser" else one for one in super().columns]

    def get_context_data(self, *args: Any, **given: Any) -> dict[str, Any]:
        """Wagtail's own, with the roles."""
        found: dict[str, Any] = super().get_context_data(*args, **given)
        return found | {"roles": abilities.ROLES, "abilities": abilities.table()}


def _role(user: User) -> str:
    return abilities.named(user.role)


class TeamViewSet(UserViewSet):  # type: ignore[misc]  # Wagtail has no types
    """List, add, change and remove accounts of the team."""

    index_view_class = TeamIndexView
    filterset_class = TeamFilterSet

    def get_form_class(self, for_update: bool = False) -> type[forms.Form]:
        """The form to add or to change an account."""
        return TeamEditForm if for_update else TeamCreationForm
