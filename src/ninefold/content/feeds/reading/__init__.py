"""Readers: the bytes of a feed as documents. Pure, and free of Django: they run in a process of their own."""
