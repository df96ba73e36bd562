"""`course export`: what goes to a learning platform: the course itself, and the marks."""

from __future__ import annotations

import argparse

from coursekit.cartridge import command as cartridge
from coursekit.lms import grades


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add `course export`, with what there is to export."""
    parser = subparsers.add_parser(
        "export",
        help="write the course or the marks for a learning platform",
        description="Write what a learning platform takes in: the course as a Common Cartridge, "
        "or the marks.",
        epilog="examples:\n  course export cartridge\n  course export grades marks.csv",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = parser.add_subparsers(metavar="WHAT", required=True)
    cartridge.add(what)
    grades.add(what)
