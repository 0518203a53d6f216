"""Feeds: articles and products that are written elsewhere and stay in sync.

A process of its own fetches and reads a feed into documents; the worker takes these in, some at a time.
"""
