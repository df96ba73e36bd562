"""`concerns`: a table of concerns and recommendations that a reader can filter and print.

The table is whole without scripts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from docutils import nodes

from sitekit.concerns import KINDS, STAKEHOLDERS, THEMES, Concern, load_concerns
from sitekit.directives.base import CourseDirective
from sitekit.directives.filtering import Facet, filtered
from sitekit.errors import CourseError
from sitekit.html import el, page_link, stacked_table
from sitekit.language import N_, _
from sitekit.references import bibliographies, known_sources

COLUMNS = (
    N_("What is said, and who says it"),
    N_("Module"),
    N_("Theme"),
    N_("Whom it concerns"),
)


class Concerns(CourseDirective):
    """Argument: the name of a file of `book/_data/`, without its ending."""

    def build(self) -> Sequence[nodes.Node]:
        name = self.arguments[0]
        path = self.depends_on(self.root / "book" / "_data" / f"{name}.yml")
        if not path.is_file():
            raise CourseError(f"there is no table book/_data/{name}.yml")
        for file in bibliographies(self.root):
            self.depends_on(file)
        lessons = {page.slug for page in self.course.lessons}
        rows = load_concerns(path, known_sources(self.root), lessons)
        modules = {
            chapter: self.course.by_slug[f"{chapter}/index"].title
            for chapter in self.course.chapters
            if any(row.module == chapter for row in rows)
        }
        facets = [
            Facet("module", _("Module"), modules),
            Facet("theme", _("Theme of the series"), _used(THEMES, [r.themes for r in rows])),
            Facet(
                "stakeholder",
                _("Whom it concerns"),
                _used(STAKEHOLDERS, [row.stakeholders for row in rows]),
            ),
        ]
        table_rows = [self._row(row, modules) for row in rows]
        name_of_all = _("Concerns and recommendations")
        return [
            filtered(
                self.label(name, name_of_all),
                facets,
                stacked_table([_(column) for column in COLUMNS], table_rows, label=name_of_all),
                count=len(rows),
                noun=_("rows"),
                label=name_of_all,
                class_="concerns",
                can_print=True,
            )
        ]

    def _row(
        self, row: Concern, modules: Mapping[str, str]
    ) -> tuple[list[nodes.Node | str], dict[str, str]]:
        page = self.course.by_slug[row.page]
        where = [page_link(page.docname, page.title)]
        if page.title != modules[row.module]:
            where.insert(0, nodes.Text(f"{modules[row.module]}: "))
        cells = [
            el(
                "span",
                el("strong", f"{_(KINDS[row.kind])}. "),
                self.inline(row.says),
                " ",
                self.inline(f"{{footcite:p}}`{row.source}`"),
                el("span", _("Who says it: {name}.", name=row.holder), class_="holder"),
            ),
            el("span", *where),
            "; ".join(_(THEMES[theme]) for theme in row.themes),
            "; ".join(_(STAKEHOLDERS[stakeholder]) for stakeholder in row.stakeholders),
        ]
        facets = {
            "data_module": row.module,
            "data_theme": " ".join(row.themes),
            "data_stakeholder": " ".join(row.stakeholders),
        }
        return cells, facets


def _used(names: Mapping[str, str], rows: Sequence[tuple[str, ...]]) -> dict[str, str]:
    return {key: _(name) for key, name in names.items() if any(key in row for row in rows)}
