"""Campaigns: planned with their power, watched with every reason, read with their intervals."""
