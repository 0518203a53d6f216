"""Products: what letters may show by name and price."""
