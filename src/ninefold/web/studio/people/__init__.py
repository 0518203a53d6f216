"""People: find someone, see all that is known of them, and why they were or were not contacted."""
