"""Pages of the team's own with public items in them."""
