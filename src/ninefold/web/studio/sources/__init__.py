"""Sources: write keys, the live tail of events, and what waits in quarantine."""
