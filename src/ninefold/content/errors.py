"""What content refuses, and how.

BadInput
├── TagRefused        a language tag that is not well formed (RFC 5646)
├── LayoutRefused     HTML or MJML that cannot be a layout; it names line and way out
├── VariantExists     the item has a variant for this tag and form factor already
├── PublishRefused    a variant that cannot be published as it stands; `problems` name block and way out
│   └── PicturesAwaited   nothing else is wrong: its pictures are being made ready, and it can be published then
└── PictureRefused    a file that is no picture, or more than may be decoded
Unavailable
└── FitPortMissing    nobody installed the fit port, so nothing can be proved to fit
"""

from ninefold.content.types import FitProblem
from ninefold.kernel.errors import BadInput, Unavailable


class TagRefused(BadInput):
    """The language tag is not well formed."""


class LayoutRefused(BadInput):
    """HTML or MJML that cannot be a layout."""


class VariantExists(BadInput):
    """The item speaks to this community in this form factor already."""


class PublishRefused(BadInput):
    """The variant cannot be published as it stands; `problems` say which block and what to do."""

    def __init__(self, message: str, problems: tuple[FitProblem, ...] = ()) -> None:
        super().__init__("content_does_not_fit", message)
        self.problems = problems


class PicturesAwaited(PublishRefused):
    """All that stands in the way is that pictures are being made ready; it may be tried again in a moment."""


class PictureRefused(BadInput):
    """The file is no picture that can be shown, or says that it is larger than may be decoded."""


class FitPortMissing(Unavailable):
    """No fit port is installed in this process."""
