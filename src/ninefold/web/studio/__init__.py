"""The studio: what the team sees, dressed in Wagtail's shell; one module or package per room."""
