"""The versions of a variant: who wrote what in them, any two beside each other, an older one made the draft again."""
