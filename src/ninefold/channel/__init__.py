"""How it gets there: leases intents, hands renditions over, keeps deliveries, links, outcomes and replies.

In: intents. Out: deliveries that each end as delivered, refused, failed or unknown.
"""
