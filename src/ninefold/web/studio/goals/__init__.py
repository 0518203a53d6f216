"""Goals: the actions that the company wants people to take."""
