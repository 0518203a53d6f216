"""The tracking plan: which events with which properties come, learnt from traffic, and locked where that is wished.

In: drafts and stored events. Out: what is known of each event, what deviates, what is to be set aside.
"""
