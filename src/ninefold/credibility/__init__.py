"""Who and what can be relied on: how helpful answers are, who knows a topic, whom the company calls an expert.

In: what people said of answers, badges that the company gives. Out: rankings, each rank with its reason in words.
"""
