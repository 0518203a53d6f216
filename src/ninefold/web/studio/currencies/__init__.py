"""Currencies: what is held and owed, what earns it, what it buys, and what the team gave by hand."""
