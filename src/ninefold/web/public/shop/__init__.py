"""Where the letters of the demo company lead."""
