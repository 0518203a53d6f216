"""Structured logs, one line an event, to standard error; never a name, an address or a body of a person."""

import logging
import sys

import structlog
from structlog.tracebacks import ExceptionDictTransformer

from ninefold.kernel import settings

CHATTY = ("wagtail", "django_tasks", "PIL", "asyncio", "mail.log")  # they tell of every edit, image and connection

UNANSWERED = ("django.request",)  # what visitors ask wrongly (4xx) is their business; 5xx is an error and stays


def configure(process: str, *, is_command: bool = False) -> None:
    """Set logging up for one process of the install; call once at its start.

    A command speaks to a person in words of its own: of its log only what went wrong is shown beside them.
    """
    level = getattr(logging, settings.current().log_level.upper())
    if is_command:
        level = max(level, logging.WARNING)
    logging.basicConfig(
        stream=sys.stderr, level=level, format=f"%(asctime)s {process} %(levelname)s %(name)s %(message)s"
    )
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(max(level, logging.WARNING))
    for unanswered in UNANSWERED:
        logging.getLogger(unanswered).setLevel(max(level, logging.ERROR))
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)
