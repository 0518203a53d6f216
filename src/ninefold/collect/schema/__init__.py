"""The Segment tracking API in msgspec: bodies, messages, instants, crawlers. Pure."""
