"""What a picture is, and how it is cut. In: a file that somebody brought, slots as data. Out: renditions within their
bytes, or words that say why not. Knows no table."""
