"""Wagtail's users app, with our pages for accounts in the place of its own, and our roles in the media library."""

from django.utils.module_loading import import_string
from wagtail.users.apps import WagtailUsersAppConfig


class StudioUsersConfig(WagtailUsersAppConfig):  # type: ignore[misc]  # Wagtail has no types
    """Named in INSTALLED_APPS instead of `wagtail.users`, behind the apps of the media library."""

    user_viewset = "ninefold.web.studio.users.viewset.TeamViewSet"

    def ready(self) -> None:
        """Put our policy in the place of the media library's own. It is named, as it needs models, loaded only now."""
        super().ready()
        import_string("ninefold.web.studio.users.media.install")()
