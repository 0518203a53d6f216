"""What would have happened otherwise: arms by hash, holdouts, exposure, power.

In: units and weights. Out: assignments, the same every time.
"""
