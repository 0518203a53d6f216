"""Benchmarks: each compares, in one run, with a named reference, and prints the ratio."""
