"""Who acts in a request of the studio."""

from django.http import HttpRequest

from ninefold.kernel.actors import Actor


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in member of the team as the one who acts."""
    assert request.user.is_authenticated, "every page of the studio asks for a signed-in member first"
    return request.user.actor()
