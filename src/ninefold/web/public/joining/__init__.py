"""Joining and signing in by a mailed one-time link, and leaving again."""
