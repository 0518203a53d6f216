"""Pages for paper: Typst documents with their data, set in the house's fonts by a short child process."""
