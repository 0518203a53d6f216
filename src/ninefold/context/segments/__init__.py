"""Segments: named conditions on people. In: a condition as data. Out: sentences, people, entries and exits."""
