"""Content: items and their variants in the editor, previews in every form factor, the contact sheet."""
