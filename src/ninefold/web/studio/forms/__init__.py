"""Sign-up forms: what they ask for, in words of which every version is kept, and how they get to people."""
