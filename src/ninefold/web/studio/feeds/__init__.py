"""Feeds: articles and products that are written elsewhere, how their reading stands, and what came of it."""
