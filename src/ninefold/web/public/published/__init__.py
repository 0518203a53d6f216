"""What anyone may read: a page for each public item, the content API (JSON), feeds (RSS, Atom) and a calendar."""
