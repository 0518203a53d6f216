"""Accounts of the team: Wagtail's pages for users, with our roles."""
