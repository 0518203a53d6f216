"""One's own data: a fresh link is mailed, and leads to a file of everything or to being erased, once."""
