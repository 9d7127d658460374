"""Logs for people at a terminal, JSON lines for machines."""

import logging
import sys

import structlog
from structlog.typing import Processor

_libraries = logging.StreamHandler()


def configure_logs() -> None:
    """Write to standard error, so that standard output stays for data.

    What the libraries have to say, such as the server about a broken request, looks the same.
    """
    for_people: list[Processor] = [
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    ]
    for_machines: list[Processor] = [
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(),
    ]
    first: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last = for_people if sys.stderr.isatty() else for_machines
    structlog.configure(
        processors=[*first, *last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    _let_libraries_follow(first, last)


def _let_libraries_follow(first: list[Processor], last: list[Processor]) -> None:
    without_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    _libraries.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=first, processors=[without_meta, *last]
        )
    )
    _libraries.setStream(sys.stderr)
    logging.getLogger().addHandler(_libraries)
