"""Segments: who is meant, built row by row, with the count and the English sentence as one types."""
