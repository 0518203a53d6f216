"""How Wagtail's own pages write days and hours, by language: as the studio's do (studio.shell.instants)."""
