"""The hot HTTP path, without Django: the collection API and mailed links, durable before it answers.

In: HTTP requests. Out: rows of the intake log.
"""
