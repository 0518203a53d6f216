"""What can go wrong with an outgoing request.

BadInput
└── AddressRefused   an address that is not asked: not http(s), inside a private network, or an answer too large
Unavailable
└── FetchFailed      the other side did not answer as it should; `retry_after_seconds` as it asked for, 0 for none
"""

from ninefold.kernel.errors import BadInput, Unavailable


class AddressRefused(BadInput):
    """Asking again changes nothing: the address, or what it answers, is not taken."""


class FetchFailed(Unavailable):
    """The other side failed; it may be well later."""

    def __init__(self, code: str, message: str, retry_after_seconds: int = 0) -> None:
        super().__init__(code, message)
        self.retry_after_seconds = retry_after_seconds
