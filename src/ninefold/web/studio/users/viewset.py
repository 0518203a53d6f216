"""Wagtail's views of accounts with our forms."""

from django import forms
from wagtail.users.views.users import UserViewSet

from ninefold.web.studio.users.forms import TeamCreationForm, TeamEditForm


class TeamViewSet(UserViewSet):  # type: ignore[misc]  # Wagtail has no types
    """List, add, change and remove accounts of the team."""

    def get_form_class(self, for_update: bool = False) -> type[forms.Form]:
        """The form to add or to change an account."""
        return TeamEditForm if for_update else TeamCreationForm
