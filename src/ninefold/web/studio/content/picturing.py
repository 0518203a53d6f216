"""A picture as every form factor cuts it, with what each of its files takes of its bytes."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ninefold.adapt import pictures
from ninefold.adapt.formfactors import form_factors
from ninefold.content import queries
from ninefold.content.imaging.types import Slot
from ninefold.content.types import Picture, Standing
from ninefold.kernel.actors import Permission
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes


@dataclass(frozen=True, slots=True)
class Cut:
    """One place, of which form factor, and what is made for it or stands in the way."""

    owner: str
    slot: Slot
    picture: Picture | None
    problem: str


@takes(Permission.CONTENT_EDIT)
def picture(request: HttpRequest, image_id: int) -> HttpResponse:
    """All cuts of a picture; the page fills itself in while they are made."""
    found = told(queries.standing(image_id))
    return render(
        request, "studio/content/picture.html", found | {"may_edit": actor_of(request).may(Permission.CONTENT_EDIT)}
    )


def told(now: Standing) -> dict[str, Any]:
    """What the templates ask for."""
    forms, whole = form_factors(), now.problems.get("", "")
    cut = [
        Cut(
            forms[owner].name if owner in forms else "Public pages",
            slot,
            now.made.get(key),
            now.problems.get(key, whole),
        )
        for key, slot in pictures.slots().items()
        for owner in [key.partition("/")[0]]
    ]
    return {"standing": now, "cut": cut, "problems": [("", whole)] if whole else []}
