"""What people are given, money-like or not: one double-entry, append-only ledger.

In: transfers, rules on events. Out: balances and statements.
"""
