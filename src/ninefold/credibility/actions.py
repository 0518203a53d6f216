"""Writes of credibility: scores kept, badges given and taken."""

from ninefold.credibility.badges import give_badge, take_badge
from ninefold.credibility.standings import refresh

__all__ = ["give_badge", "refresh", "take_badge"]
