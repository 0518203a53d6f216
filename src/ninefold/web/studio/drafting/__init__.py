"""Pages of drafts by a language model: asked for, read against the facts, kept as anyone's draft."""
