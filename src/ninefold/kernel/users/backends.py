"""Who may enter the studio and its media library: Wagtail's permissions, answered by our roles."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from ninefold.kernel.actors import Permission
from ninefold.kernel.users.models import User

MEDIA = {
    f"{app}.{verb}_{kind}"
    for app, kind in (("wagtailimages", "image"), ("wagtaildocs", "document"))
    for verb in ("add", "change", "choose", "delete", "view")
}


class RoleBackend(ModelBackend):
    """Every active member may enter; who may edit content may use the media library. Owners may do everything."""

    def get_all_permissions(self, user_obj: User | AnonymousUser, obj: object = None) -> set[str]:
        """Django's own permissions of an account, with those that its role brings."""
        found: set[str] = super().get_all_permissions(user_obj, obj)  # type: ignore[arg-type]  # the stub wants a model
        if obj is not None or not isinstance(user_obj, User) or not user_obj.is_active:
            return found
        media = MEDIA if user_obj.actor().may(Permission.CONTENT_EDIT) else set()
        return found | {"wagtailadmin.access_admin"} | media
