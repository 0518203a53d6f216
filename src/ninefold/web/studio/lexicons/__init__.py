"""The pages of lexicons: a community's terms, what was learnt of how it speaks, drafts into its words."""
