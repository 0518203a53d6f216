"""Moving in from another tool: what to export there, the files, how far it is, and what came of it."""
