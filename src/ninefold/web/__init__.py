"""Pages: the studio for the team, public pages for customers.

In: HTTP. Out: HTML. No room's logic lives here.
"""
