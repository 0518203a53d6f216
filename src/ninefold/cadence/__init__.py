"""How much and when: one attention stock per person, own pace, quiet hours.

In: requests for attention. Out: admitted, held until, or refused, each with its reason.
"""
