"""The rooms' steps in flow order, for the worker and the demo alike; installs the fit port at start.

In: an install. Out: one turn of the cycle.
"""
