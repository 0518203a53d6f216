"""Traits that nobody says: they are computed from what people did, and kept up as they do more."""
