"""The poll that a message carried: shown by GET, answered only by POST."""
