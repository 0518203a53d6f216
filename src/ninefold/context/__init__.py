"""Who people are: profiles, persons, identifiers, traits, consent, segments.

In: events. Out: person views, consent states, members of segments. Knows no message.
"""
