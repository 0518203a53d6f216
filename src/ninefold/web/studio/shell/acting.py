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


# Who acts without being of the team, by the keys that what they did carries.
SYSTEMS = {
    "system:command": "the command line", "system:demo": "the demo", "system:erasure": "an erasure",
    "system:feed": "a feed",
    "system:import": "an import", "system:moving": "moving in", "system:preferences page": "the preference page",
    "system:registers": "the learning of how communities speak",
    "system:restore": "the start of a restored backup", "system:setup": "the first start",
    "system:sign-up form": "a sign-up form", "system:the person": "the person", "system:worker": "Ninefold",
}  # fmt: skip


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """Who did it, in words, by the keys that what they did carries; someone who left the team has no name any more."""
    wanted = set(keys)
    team = team_names(wanted)
    return {key: team.get(key) or SYSTEMS.get(key) or _gone(key) for key in wanted}


def _gone(key: str) -> str:
    if key.startswith("user:"):
        return "someone who left the team"
    return next((words for system, words in SYSTEMS.items() if key.startswith(f"{system} ")), key)  # one of several
