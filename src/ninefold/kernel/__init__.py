"""What every room stands on: clock, ids, tokens, settings, database, users, errors, logging.

In: the environment and the data folder. Out: plain values. Knows nothing of customers.
"""
