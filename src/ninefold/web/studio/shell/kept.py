"""What the home page keeps in the cache, by name: who changes it elsewhere clears it."""

HOME_SQUARE = "home-square"
HOME_CLAIMS = "home-claims"
HOME_SECONDS = 60
