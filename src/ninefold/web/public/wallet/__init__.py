"""A member's wallet: what they hold, what it is good for, how it came and went, what they redeemed."""
