"""How the documentation is built: Markdown by MyST, the furo theme, no request to anyone's server."""

project = "Ninefold"
author = "The Ninefold developers"
copyright = "The Ninefold developers, Apache-2.0"  # noqa: A001  # the name Sphinx reads
extensions = ["myst_parser"]
myst_heading_anchors = 3
exclude_patterns = ["generate.py", "conf.py"]
html_theme = "furo"
html_title = "Ninefold"
