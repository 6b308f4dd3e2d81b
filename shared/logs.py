"""Logs: one JSON object a line, on standard error; ids and codes, never a person."""

import logging
import sys

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from shared import trace


def log_as_json(level: int = logging.INFO) -> None:
    """Set up logging for this process, our own and that of the libraries."""
    beginning: list[Processor] = [
        _in_context,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    ending: list[Processor] = [
        structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
        _without_words,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    structlog.configure(
        processors=beginning + ending,
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
            foreign_pre_chain=[*beginning, structlog.stdlib.add_logger_name],
        )
    )
    logging.basicConfig(level=logging.ERROR, handlers=[handler])


def _in_context(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Which service did it, in which trace, about what, unless the line says so itself."""
    return {**trace.context(), **event}


def _without_words(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Of an error its kinds and places: its text may quote somebody, as PostgreSQL quotes the row."""
    for error in event.get("exception", ()):
        del error["exc_value"], error["exc_notes"], error["syntax_error"]
    return event
