"""Pages of reviews: what waits for whom before it is published, and who reviews what."""
