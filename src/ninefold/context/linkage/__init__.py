"""Who may be one person beyond what events say: addresses that several profiles hold, and likenesses."""
