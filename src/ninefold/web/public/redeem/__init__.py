"""Rewards to redeem: the shelf, and one reward with its confirmation."""
