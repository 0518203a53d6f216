"""The start of a company: an install of its own beside the demo, and the few steps to a first own campaign."""
