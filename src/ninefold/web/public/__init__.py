"""Public pages, on an origin of their own: preferences, unsubscribe, poll. They work without JavaScript."""
