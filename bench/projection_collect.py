"""Projection of the intake log into the event table by collect alone: take, store, clear; on both databases."""
