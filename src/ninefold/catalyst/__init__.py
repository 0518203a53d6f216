"""Why now: campaigns decide whom to contact with what, and write intents, which are the outbox.

In: segments, content, goals. Out: intents and recorded decisions. Knows no form factor.
"""
