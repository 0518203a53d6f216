"""Early access: what a reward opens, for who is entitled."""
