"""Imports of files: a mapping says what a line means, a progress row says how far it has come."""
