"""The home page: the square of nine."""
