"""Wagtail's views of accounts with our forms."""

from typing import Any

from django import forms
from wagtail.users.views.users import IndexView, UserViewSet

from ninefold.web.studio.users import abilities
from ninefold.web.studio.users.forms import TeamCreationForm, TeamEditForm


class TeamIndexView(IndexView):  # type: ignore[misc]  # Wagtail has no types
    """The list of accounts, and below it what each role may do."""

    def get_context_data(self, *args: Any, **given: Any) -> dict[str, Any]:
        """Wagtail's own, with the roles."""
        found: dict[str, Any] = super().get_context_data(*args, **given)
        return found | {"roles": abilities.ROLES, "abilities": abilities.table()}


class TeamViewSet(UserViewSet):  # type: ignore[misc]  # Wagtail has no types
    """List, add, change and remove accounts of the team."""

    index_view_class = TeamIndexView

    def get_form_class(self, for_update: bool = False) -> type[forms.Form]:
        """The form to add or to change an account."""
        return TeamEditForm if for_update else TeamCreationForm
