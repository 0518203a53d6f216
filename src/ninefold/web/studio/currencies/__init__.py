"""Currencies: what exists, who may hold it, what is held, and what earns it."""
