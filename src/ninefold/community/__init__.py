"""What customers say to each other: questions, answers, votes.

In: what people post. Out: threads and vote counts.
"""
