"""Pages of a variant's versions: who wrote what, what the team says beside it, any two compared."""
