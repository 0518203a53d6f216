"""How a text reads before it is published: length, ease, tactics that the charter bans, what it lacks."""
