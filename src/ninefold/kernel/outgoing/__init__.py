"""Requests that Ninefold makes to addresses that somebody typed: guarded, bounded, and saying who asks."""
