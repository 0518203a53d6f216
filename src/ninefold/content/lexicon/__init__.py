"""How communities speak: their terms with plain forms, what is learnt from their texts, drafts into their words."""
