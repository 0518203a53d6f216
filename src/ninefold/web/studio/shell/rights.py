"""The right that a page takes, declared at its view: who lacks it is told so, and the menu does not offer the page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http.response import HttpResponseBase

from ninefold.kernel.actors import Permission
from ninefold.web.studio.shell.acting import actor_of

View = Callable[..., HttpResponseBase]
EVERYONE = None  # of the team: what a page may declare instead of a right


def takes(right: Permission | None) -> Callable[[View], View]:
    """Declare the right that a view takes, or EVERYONE; without it the view raises NotAllowed."""

    def declare(view: View) -> View:
        @wraps(view)
        def declared(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if right is not None:
                actor_of(request).require(right)
            return view(request, *args, **kwargs)

        declared.__dict__["right"] = right
        return declared

    return declare
