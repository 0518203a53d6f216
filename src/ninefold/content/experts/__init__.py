"""Subject-matter experts: who knows a topic, what they were asked, what came back and what became of it.

In: what the team asks, what experts answer by their page or by mail. Out: drafts with a byline, comments, figures.
"""
