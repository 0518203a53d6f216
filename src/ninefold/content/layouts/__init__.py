"""Layouts of mail: HTML or MJML of the team's own, locked but for the slots that are marked in it."""
