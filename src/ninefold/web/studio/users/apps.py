"""Wagtail's users app, with our pages for accounts in the place of its own."""

from wagtail.users.apps import WagtailUsersAppConfig


class StudioUsersConfig(WagtailUsersAppConfig):  # type: ignore[misc]  # Wagtail has no types
    """Named in INSTALLED_APPS instead of `wagtail.users`."""

    user_viewset = "ninefold.web.studio.users.viewset.TeamViewSet"
