"""Who reads a draft before it is published: by its subject those who know it, at last somebody who may publish.

In: drafts that were sent to review. Out: what waits for whom, since when, and what became of it.
"""
