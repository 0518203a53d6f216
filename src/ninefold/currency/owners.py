"""Who an account belongs to, as one word: a profile or the company."""

import re

from ninefold.currency.errors import TransferRefused

_PROFILE = "profile:"
_PROFILE_ID = re.compile(rf"{_PROFILE}([1-9][0-9]{{0,18}})")
_COMPANY = "company:"
ERASED = "erased:"  # the account of somebody who was erased: nobody's, kept for the sums
ISSUED = f"{_COMPANY}issued"  # what the company gives out comes from here
REDEEMED = f"{_COMPANY}redeemed"  # what people pay for rewards goes here


def of_profile(profile_id: int) -> str:
    return f"{_PROFILE}{profile_id}"


def is_person(owner: str) -> bool:
    """Whether an account is that of somebody who is not erased."""
    return _PROFILE_ID.fullmatch(owner) is not None


def profile_of(owner: str) -> int:
    """The profile of an owner, 0 for the company; raises TransferRefused for what is neither."""
    if match := _PROFILE_ID.fullmatch(owner):
        return int(match[1])
    if owner.startswith(_COMPANY) and len(owner) > len(_COMPANY):
        return 0
    raise TransferRefused("owner_unknown", f"{owner!r} owns no account: write profile:<id> or company:<name>.")
