"""Moving in from another tool: its exports become a list of the suppressed, then messages that an import reads.

Nothing here writes to the database: `translating` turns files into files, in which suppressions stand first.
"""
