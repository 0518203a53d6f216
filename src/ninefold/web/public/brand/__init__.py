"""The company's brand as programs read it."""
