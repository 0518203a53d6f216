"""Requests as lists show them: what each is about, and how it stands in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from ninefold.content.types import About, HeldBack, Request, RequestState
from ninefold.kernel import clock
from ninefold.pipeline.expertise import title_of, why_held_back

STANDS = {
    RequestState.ASKED: ("asked", "plain"),
    RequestState.ANSWERED: ("came in", "warn"),
    RequestState.PASSED: ("not theirs", "plain"),
    RequestState.ITEM: ("became an item", "good"),
    RequestState.POSTED: ("in the community", "good"),
    RequestState.COMMENT: ("beside the draft", "good"),
    RequestState.THANKED: ("thanked", "plain"),
}

HELD_BACK = {
    HeldBack.BOUNCED: ("mail came back", "bad"),
    HeldBack.SUPPRESSED: ("no mail may go", "bad"),
    HeldBack.UNSENT: ("not asked again", "warn"),
    HeldBack.ANSWERED: ("answered meanwhile", "plain"),
    HeldBack.GONE: ("gone meanwhile", "plain"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A request, what it is about ("" where that is gone), and how it stands with the colour of its chip."""

    request: Request
    title: str
    stands: str
    colour: str

    @property
    def held_back(self) -> str:
        """Why the expert was not asked again and what to do, "" where they were or nobody waits for them."""
        why = self.request.held_back
        is_waiting = self.request.state is RequestState.ASKED
        return why_held_back(self.request, self.title, why) if why and is_waiting else ""

    @property
    def kind(self) -> str:
        return "question" if self.request.subject.about is About.QUESTION else "draft"


def line(request: Request) -> Line:
    """One request as a list shows it."""
    stands, colour = STANDS[request.state]
    if request.state is RequestState.ASKED and request.expires_at <= clock.now_us():
        stands = "no answer"
    elif request.state is RequestState.ASKED and request.held_back:
        stands, colour = HELD_BACK[request.held_back]
    elif request.state is RequestState.ASKED and request.reminded_at:
        stands = "asked again"
    return Line(request, title_of(request.subject), stands, colour)


def lines(requests: Sequence[Request]) -> list[Line]:
    """Requests as a list shows them."""
    return [line(one) for one in requests]
