"""One person as people read them: what is known, what happened in words, why they were or were not contacted."""
