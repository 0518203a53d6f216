"""What happened: the intake log, event schemas, the event table, quarantine, imports, the lake.

In: requests of SDKs and pages, files, what rooms record. Out: each event once, in one order, with its profile.
"""
