"""`course languages`: how far each edition in another language is."""

from __future__ import annotations

import argparse

from sitekit.paths import find_root

EXAMPLES = """\
examples:
  course languages            # what is translated, and what is missing or behind
  course languages --update   # after words of the interface have changed
"""


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add `course languages`."""
    parser = subparsers.add_parser(
        "languages",
        help="say how far the editions in other languages are",
        description="Say of each edition in languages/ which files are translated, which are "
        "behind their source, who reviewed them, and which words of the interface its catalog "
        "lacks. With --update, take the interface's words into the catalogs first.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--update", action="store_true", help="bring the catalogs up to date")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print it; 1 where a word of an interface is missing."""
    from sitekit.editions.catalog import catalog_faults, update_catalog
    from sitekit.editions.translations import behind, languages, translations
    from sitekit.language import language_name

    root = find_root()
    codes = languages(root)
    if not codes:
        print("There is no edition in another language; CONTRIBUTING.md says how one begins.")
    missing = 0
    for code in codes:
        if arguments.update:
            update_catalog(root, code)
        files = translations(root, code)
        reviewed = sum(1 for one in files if one.reviewed_by)
        pages = sum(1 for one in files if one.is_page)
        old = sum(1 for one in files if one.is_behind)
        print(
            f"{code} ({language_name(code)}): {len(files)} files translated, {pages} of them "
            f"pages; {reviewed} reviewed; {old} behind their source"
        )
        for fault in catalog_faults(root, code):
            missing += 1
            print(f"FAULT  {fault}")
    for line in behind(root):
        print(f"old    {line}")
    return 1 if missing else 0
