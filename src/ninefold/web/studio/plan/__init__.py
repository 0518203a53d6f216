"""The tracking plan: which events come with which properties, what is locked, and what has drifted from it."""
