"""Who and what can be relied on: helpfulness scores with their reasons.

In: votes. Out: scores and rankings.
"""
