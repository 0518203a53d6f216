"""The built-in mailbox: takes the install's mail over SMTP, shows it, and hands replies on to the edge.

In: SMTP. Out: messages to read in the studio; replies and bounces as HTTP requests to the edge. Without Django.
"""
