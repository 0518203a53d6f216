"""Moving in from another tool, step by step: suppressions first, and nothing goes out before they match."""
