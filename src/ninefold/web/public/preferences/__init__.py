"""Preferences: what a person agrees to, how often they want to hear, in whose words, and why they got what they got."""
