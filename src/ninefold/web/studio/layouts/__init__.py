"""Layouts of mail: what is pasted, what of it may be filled in, how it looks."""
