"""Formats of a report, by the name a spec and the command line give them."""

from __future__ import annotations

from botspec.report.record import RunRecord

FORMATS = ("html", "md", "json")


class UnknownFormat(ValueError):
    """No such format of a report."""


def render(record: RunRecord, name: str) -> str:
    """The whole file of one format."""
    match name:
        case "html":
            from botspec.report import pages

            return pages.html(record)
        case "md":
            from botspec.report import pages

            return pages.markdown(record)
        case "json":
            from botspec.report import document

            return document.text(record)
        case _:
            raise UnknownFormat(f"there is no report format {name!r}; take {', '.join(FORMATS)}")
