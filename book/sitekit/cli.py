"""The `course` command: its own sub-commands, and those that an installed package adds.

`coursekit`, where an instructor has it, adds its sub-commands through the entry point group
`sitekit.commands`; nothing here knows of it.
"""

from __future__ import annotations

import argparse
import sys
from importlib.metadata import entry_points

from sitekit import commands
from sitekit.editions import command as editions
from sitekit.errors import CourseError
from sitekit.pathways import command as pathway
from sitekit.printing import command as printing

GROUP = "sitekit.commands"


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="course",
        description="Build, serve, check and teach the course.",
        epilog="`course COMMAND --help` shows each command's options and an example.",
    )
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for add in (
        commands.add_build,
        commands.add_serve,
        commands.add_talks,
        commands.add_check,
        commands.add_rules,
        commands.add_links,
        commands.add_offline,
        pathway.add,
        printing.add,
        editions.add,
    ):
        add(subparsers)
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            add = point.load()
        except ModuleNotFoundError as error:
            # A public copy without instructor/ may still carry an earlier installation's entry.
            if error.name and error.name.partition(".")[0] == point.module.partition(".")[0]:
                continue
            raise
        add(subparsers)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run one command; 0 all well, 1 something is wrong with the course or its input, 2 usage."""
    arguments = build_parser().parse_args(argv)
    try:
        return arguments.run(arguments)
    except CourseError as error:
        print(f"course: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
