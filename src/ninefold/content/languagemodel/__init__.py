"""Drafts by a language model that the install's owner chose, if any: nothing needs it, and nothing of it goes out by
itself. Its words are a draft like anyone's, with the model as their author."""
