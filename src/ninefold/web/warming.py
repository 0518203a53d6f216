"""Makes ready, beside the first requests after a start, what would make them wait: templates, and the kept figures."""

import threading
from pathlib import Path

import structlog
from django.db import connection
from django.template.loader import get_template

from ninefold.web.studio.home import views as home
from ninefold.web.studio.shell import counts

TEMPLATES = Path(__file__).parent / "templates"
AFTER_SECONDS = 1.0
log = structlog.get_logger()


def start() -> None:
    """Warm up in a thread of its own, once the first answer, for which the supervisor waits, is likely out."""
    timer = threading.Timer(AFTER_SECONDS, warm)
    timer.daemon = True
    timer.start()


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
