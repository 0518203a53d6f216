"""What collect refuses.

BadInput
├── BodyRefused      a request as a whole: broken JSON, too large, no key; answered 400, nothing is kept
├── Faulty           one event, well-formed but wrong; answered 200, goes to quarantine with this reason
└── ImportRefused    a file or mapping that cannot be imported
"""

from ninefold.kernel.errors import BadInput


class BodyRefused(BadInput):
    """The request cannot be taken in."""


class Faulty(BadInput):
    """The event cannot be counted as it is."""


class ImportRefused(BadInput):
    """The file or its mapping cannot be used."""
