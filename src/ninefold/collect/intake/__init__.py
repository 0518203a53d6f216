"""The intake log: every request that was answered with success, as it came, until it is projected. No Django here."""
