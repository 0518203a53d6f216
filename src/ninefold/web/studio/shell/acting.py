"""Who acts in a request of the studio, and who acted once."""

from collections.abc import Iterable

from django.http import HttpRequest

from ninefold.kernel.actors import Actor
from ninefold.kernel.users.models import User
from ninefold.web.numbers import whole


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in member of the team as the one who acts."""
    assert request.user.is_authenticated, "every page of the studio asks for a signed-in member first"
    return request.user.actor()


def team_names(keys: Iterable[str]) -> dict[str, str]:
    """The names of the team by the keys that what they did carries."""
    ids = {whole(key.removeprefix("user:")) for key in keys if key.startswith("user:")}
    return {user.actor().key: user.actor().name for user in User.objects.filter(pk__in=ids)}
