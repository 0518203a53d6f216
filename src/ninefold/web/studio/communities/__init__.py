"""Communities: who speaks which way, and what is written for them."""
