"""What the company stands for: the charter (values, voice, promises, goals) and the communities it speaks to.

In: what owners decide. Out: pace, quiet hours, goals, communities.
"""
