"""The team's accounts and their roles."""
