"""Experts as the team sees them: who they are, what they are asked, what came in and what became of it."""
