"""The nine measures of how a company engages: each defined in words, read from the rooms' queries, by week."""
