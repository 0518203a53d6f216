"""The rules of identity as the team set them: as data, in versions, and the identifiers of kinds of its own."""
