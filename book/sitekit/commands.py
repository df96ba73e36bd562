"""The sub-commands that everyone has: build, serve, talks, check, rules, links, offline."""

from __future__ import annotations

import argparse
import asyncio
import sys

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
    _add_without(parser)
    parser.set_defaults(run=_build)


def _add_without(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--no-lab",
        action="store_true",
        help="leave out the labs (their first build needs the network)",
    )
    parser.add_argument(
        "--no-talks",
        action="store_true",
        help="voice no talk (minutes, the first time); those that are made already stay",
    )


def _build(arguments: argparse.Namespace) -> int:
    from sitekit.build import build

    build(ROOT, force=arguments.force, lab=not arguments.no_lab, talks=not arguments.no_talks)
    return 0


def add_serve(subparsers: argparse._SubParsersAction) -> None:
    parser = _add(
        subparsers,
        "serve",
        "build the book and serve it on this machine alone",
        "course serve --port 8001",
    )
    parser.add_argument("--port", type=_port, default=8000, help="the port (default: 8000)")
    _add_without(parser)
    parser.set_defaults(run=_serve)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"a port is a whole number up to 65535, not {text!r}")
    return int(text)


def _serve(arguments: argparse.Namespace) -> int:
    from sitekit.build import build
    from sitekit.server import open_port, serve
    from sitekit.talks.make import unmade_talks

    # A taken port is said before a minute is spent on the build.
    sockets = open_port(arguments.port)
    waiting = unmade_talks(ROOT)
    site = build(ROOT, lab=not arguments.no_lab, talks=not (arguments.no_talks or waiting))
    later = None
    if waiting and not arguments.no_talks:
        print(f"Making {len(waiting)} talks in the background; until then, their pages hold words.")
        later = [sys.executable, "-m", "sitekit.cli", "build"]
        later += ["--no-lab"] if arguments.no_lab else []
    asyncio.run(serve(site, sockets, later))
    return 0


def add_talks(subparsers: argparse._SubParsersAction) -> None:
    parser = _add(
        subparsers,
        "talks",
        "make the recorded talks: voice, video, captions (kept until their words change)",
        "course talks crops",
    )
    parser.add_argument("chapter", nargs="*", help="only the talks of these chapters")
    parser.set_defaults(run=_talks)


def _talks(arguments: argparse.Namespace) -> int:
    from sitekit.talks.make import VIDEO, load_talks, made_talk, make_talks

    chosen = arguments.chapter or None
    make_talks(ROOT, chosen)
    for talk in load_talks(ROOT, chosen):
        folder, times = made_talk(ROOT, talk)
        minutes, seconds = divmod(round(times.seconds), 60)
        size = (folder / VIDEO).stat().st_size / 1e6
        print(f"{talk.slug}: {minutes}:{seconds:02}, {size:.1f} MB, {folder.relative_to(ROOT)}")
    return 0


def add_check(subparsers: argparse._SubParsersAction) -> None:
    parser = _add(
        subparsers,
        "check",
        "check the sources and the built site by the course's rules",
        "course check --sources",
    )
    parser.add_argument(
        "--sources",
        action="store_true",
        help="only the rules that need no built site: seconds",
    )
    _add_without(parser)
    parser.set_defaults(run=_check)


def _check(arguments: argparse.Namespace) -> int:
    from sitekit.build import build
    from sitekit.lint.run import run_rules

    if arguments.sources:
        return run_rules(ROOT, None)
    return run_rules(ROOT, build(ROOT, lab=not arguments.no_lab, talks=not arguments.no_talks))


def add_rules(subparsers: argparse._SubParsersAction) -> None:
    parser = _add(subparsers, "rules", "print the rules that `course check` runs", "course rules")
    parser.add_argument("code", nargs="?", help="only this rule, such as DSI203")
    parser.set_defaults(run=_rules)


def _rules(arguments: argparse.Namespace) -> int:
    from sitekit.errors import CourseError
    from sitekit.lint.run import all_rules, rules_page

    rules = all_rules()
    if arguments.code is None:
        print(rules_page(rules), end="")
        return 0
    rule = next((rule for rule in rules if rule.code == arguments.code.upper()), None)
    if rule is None:
        codes = ", ".join(rule.code for rule in rules)
        raise CourseError(f"there is no rule {arguments.code!r}; the codes: {codes}")
    print(f"{rule.code} {rule.title}\nWhy: {rule.reason}\nFix: {rule.fix}.")
    return 0


def add_offline(subparsers: argparse._SubParsersAction) -> None:
    parser = _add(
        subparsers,
        "offline",
        "write the whole course as one zip file, for use without internet",
        "course offline",
    )
    _add_without(parser)
    parser.add_argument(
        "--no-video",
        action="store_true",
        help="of the talks, keep the sound alone: a smaller file",
    )
    parser.set_defaults(run=_offline)


def _offline(arguments: argparse.Namespace) -> int:
    from sitekit.build import build
    from sitekit.offline import write_offline

    site = build(ROOT, lab=not arguments.no_lab, talks=not arguments.no_talks)
    target = write_offline(ROOT, site, video=not arguments.no_video)
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
