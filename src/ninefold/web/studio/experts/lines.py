"""Requests as lists show them: what each is about, and how it stands in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from ninefold.content.types import About, Request, RequestState
from ninefold.kernel import clock
from ninefold.pipeline.expertise import title_of

STANDS = {
    RequestState.ASKED: ("asked", "plain"),
    RequestState.ANSWERED: ("came in", "warn"),
    RequestState.PASSED: ("not theirs", "plain"),
    RequestState.ITEM: ("became an item", "good"),
    RequestState.POSTED: ("in the community", "good"),
    RequestState.COMMENT: ("beside the draft", "good"),
    RequestState.THANKED: ("thanked", "plain"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A request, what it is about ("" where that is gone), and how it stands with the colour of its chip."""

    request: Request
    title: str
    stands: str
    colour: str

    @property
    def kind(self) -> str:
        return "question" if self.request.subject.about is About.QUESTION else "draft"


def line(request: Request) -> Line:
    """One request as a list shows it."""
    stands, colour = STANDS[request.state]
    if request.state is RequestState.ASKED and request.expires_at <= clock.now_us():
        stands = "no answer"
    elif request.state is RequestState.ASKED and request.reminded_at:
        stands = "asked again"
    return Line(request, title_of(request.subject), stands, colour)


def lines(requests: Sequence[Request]) -> list[Line]:
    """Requests as a list shows them."""
    return [line(one) for one in requests]
