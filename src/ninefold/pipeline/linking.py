"""Has what texts link to looked up, where some of it is due."""

from ninefold.content import linkcheck
from ninefold.pipeline.beside import Beside

LINKS = Beside("links", linkcheck.is_due_or_new, "looking up links failed: see what ninefold links says")
