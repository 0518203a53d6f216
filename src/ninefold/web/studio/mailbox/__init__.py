"""The mailbox of an install without an outside SMTP server, read like a mail program; and the inbox of replies."""
