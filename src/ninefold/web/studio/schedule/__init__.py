"""The page of what goes out and what ends by itself."""
