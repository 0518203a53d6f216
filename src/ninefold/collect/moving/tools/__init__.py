"""What the exports of each tool look like: the kinds of files it writes, and what a row of each says."""
