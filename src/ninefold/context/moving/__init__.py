"""Moving in from another tool, as far as consent goes: the hold on all sending, and what lifts it."""
