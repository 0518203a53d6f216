"""Makes ready, beside the first requests after a start, what would make them wait: templates, and the kept figures."""

import threading
from pathlib import Path

import structlog
from django.db import connection
from django.template.loader import get_template

from ninefold.web.studio.home import views as home
from ninefold.web.studio.shell import counts

TEMPLATES = Path(__file__).parent / "templates"
log = structlog.get_logger()


def start() -> threading.Thread:
    """Warm up in a thread of its own, which ends with the process."""
    thread = threading.Thread(target=warm, name="warming", daemon=True)
    thread.start()
    return thread


def warm() -> None:
    """Read every template of ours, count what the menu shows, and fill the square of nine."""
    try:
        for path in sorted(TEMPLATES.rglob("*.html")):
            get_template(str(path.relative_to(TEMPLATES)))
        counts.all_counts()
        home.rows()
    except Exception:  # what is not warm is made when it is asked for, and says there what is wrong
        log.warning("warming_failed", exc_info=True)
    finally:
        connection.close()
