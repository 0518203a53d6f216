"""Template tags of the studio; they only hand on to web.studio.shell."""
