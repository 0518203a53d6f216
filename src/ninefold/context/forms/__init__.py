"""Sign-up forms: what they ask in which words, what was posted and waits, and the yes that a confirmed one becomes."""
