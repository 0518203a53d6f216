"""Mail to members about answers to their questions: whether they want it."""
