"""What goes out and what ends by itself: versions at the hour that was set for them, items with their life span."""
