"""What it changed: goals reached by arm with their intervals, compared as assigned.

In: assignments and events. Out: read-outs.
"""
