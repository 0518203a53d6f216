"""Identity: by which rules people are joined, what was not joined and why."""
