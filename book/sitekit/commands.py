"""The sub-commands that everyone has: build, serve, check, links, offline."""

from __future__ import annotations

import argparse
import asyncio

from sitekit.paths import ROOT


def _add(subparsers: argparse._SubParsersAction, name: str, summary: str, example: str):
    return subparsers.add_parser(
        name,
        help=summary,
        description=summary[:1].upper() + summary[1:] + ".",
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def add_build(subparsers: argparse._SubParsersAction) -> None:
    parser = _add(subparsers, "build", "build the book into _build/html", "course build")
    parser.add_argument("--force", action="store_true", help="build even what did not change")
    _add_no_lab(parser)
    parser.set_defaults(run=_build)


def _add_no_lab(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--no-lab",
        action="store_true",
        help="leave out the labs (their first build needs the network)",
    )


def _build(arguments: argparse.Namespace) -> int:
    from sitekit.build import build

    build(ROOT, force=arguments.force, lab=not arguments.no_lab)
    return 0


def add_serve(subparsers: argparse._SubParsersAction) -> None:
    parser = _add(
        subparsers,
        "serve",
        "build the book and serve it on this machine alone",
        "course serve --port 8001",
    )
    parser.add_argument("--port", type=_port, default=8000, help="the port (default: 8000)")
    _add_no_lab(parser)
    parser.set_defaults(run=_serve)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"a port is a whole number up to 65535, not {text!r}")
    return int(text)


def _serve(arguments: argparse.Namespace) -> int:
    from sitekit.build import build
    from sitekit.server import open_port, serve

    # A taken port is said before a minute is spent on the build.
    sockets = open_port(arguments.port)
    asyncio.run(serve(build(ROOT, lab=not arguments.no_lab), sockets))
    return 0


def add_check(subparsers: argparse._SubParsersAction) -> None:
    parser = _add(
        subparsers,
        "check",
        "check the sources and the built site: schema, citations, images, links, leaks",
        "course check",
    )
    _add_no_lab(parser)
    parser.set_defaults(run=_check)


def _check(arguments: argparse.Namespace) -> int:
    from sitekit.build import build
    from sitekit.check import run_checks

    return run_checks(ROOT, build(ROOT, lab=not arguments.no_lab))


def add_offline(subparsers: argparse._SubParsersAction) -> None:
    parser = _add(
        subparsers,
        "offline",
        "write the whole course as one zip file, for use without internet",
        "course offline",
    )
    _add_no_lab(parser)
    parser.set_defaults(run=_offline)


def _offline(arguments: argparse.Namespace) -> int:
    from sitekit.build import build
    from sitekit.offline import write_offline

    target = write_offline(ROOT, build(ROOT, lab=not arguments.no_lab))
    size = target.stat().st_size / 1e6
    print(f"The course without internet: {target.relative_to(ROOT)} ({size:.1f} MB)")
    return 0


def add_links(subparsers: argparse._SubParsersAction) -> None:
    parser = _add(
        subparsers,
        "links",
        "ask every outside address of the book whether it answers (needs the network; minutes)",
        "course links",
    )
    parser.set_defaults(run=_links)


def _links(arguments: argparse.Namespace) -> int:
    from sitekit.outside_links import ask_all

    return ask_all(ROOT)
