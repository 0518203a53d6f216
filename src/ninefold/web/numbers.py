"""Numbers out of addresses: what is not a whole number in range counts as 0, so that no address can break a page."""

ID_MAX = 2**63 - 1


def whole(text: str | None) -> int:
    """A whole number from 0 to 2^63 - 1; 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= ID_MAX else 0
