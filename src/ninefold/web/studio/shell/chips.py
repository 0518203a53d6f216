"""The colour that a word in a chip has, everywhere the same."""

COLOURS = {
    "randomised": "good", "observed": "plain", "stated": "delivery", "simulated": "warn", "too few": "plain",
    "sent": "good", "delivered": "good", "to send": "delivery", "held": "plain", "refused": "bad",
    "held out": "moment",
    "failed": "bad", "unknown": "warn", "granted": "good", "withdrawn": "bad", "none": "plain",
    "draft": "plain", "open": "good", "closed": "plain",
    "running": "good", "paused": "warn", "finished": "delivery", "live": "good",
    "fits": "good", "does not fit": "bad", "shortened": "warn",
}  # fmt: skip


def colour(word: str) -> str:
    """The colour class of a chip's word; words that start with a known one share its colour; plain otherwise."""
    lowered = word.lower().replace("_", " ")
    if lowered in COLOURS:
        return COLOURS[lowered]
    return next((value for key, value in COLOURS.items() if lowered.endswith(key) or lowered.startswith(key)), "plain")
