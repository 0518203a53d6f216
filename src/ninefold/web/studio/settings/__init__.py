"""Settings: what this install stands on, read-only; accounts and workflows through Wagtail."""
