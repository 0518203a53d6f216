"""The `ninefold` commands."""
