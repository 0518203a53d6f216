"""What adapt refuses, and how.

BadInput
├── PlaceholderRefused   Liquid that authors may not use, an unknown name, or a placeholder without a fallback
├── FormFactorUnknown    no such form factor in formfactors.toml
├── FormFactorWrong      the install's own formfactors.toml cannot be taken
└── DoesNotFit           the variant cannot take the form factor, or a tracked link is longer than was promised
"""

from ninefold.content.types import FitProblem
from ninefold.kernel.errors import BadInput


class PlaceholderRefused(BadInput):
    """The author has to change the placeholder; the message says how."""


class FormFactorUnknown(BadInput):
    """No form factor has this key."""


class FormFactorWrong(BadInput):
    """The install's own form factors are not as they must be; the message names the file, the place and what to do."""


class DoesNotFit(BadInput):
    """No rendition can be made within the limit; `problems` name the blocks and the way out."""

    def __init__(self, message: str, problems: tuple[FitProblem, ...] = ()) -> None:
        super().__init__("does_not_fit", message)
        self.problems = problems
