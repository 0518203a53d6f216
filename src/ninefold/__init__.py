"""Ninefold: a self-hosted customer-engagement system with content at its centre."""
