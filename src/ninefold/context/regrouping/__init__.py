"""Grouping people anew where the rules of identity change: drafted, weighed on the data, applied bit by bit."""
