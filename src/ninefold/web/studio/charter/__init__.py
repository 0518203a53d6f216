"""The charter: what holds for every contact, read and changed here."""
