"""A tree drawn from its root at the left to its tips at the right, branches to scale."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from dsilab.charts import BLUE, VERMILION, Chart, specification, values
from dsilab.tree import Tree


@dataclass(frozen=True)
class Layout:
    """Where a rooted tree's nodes stand. x: distance from the root; y: place from the top.

    order: the tips from top to bottom. parents: node -> the node it hangs on; the root has none.
    """

    x: dict[int, float]
    y: dict[int, float]
    order: tuple[int, ...]
    parents: dict[int, int]


def root_beside(
    tree: Tree, outgroup: Collection[int]
) -> tuple[int, dict[int, list[tuple[int, float]]]]:
    """Put the root in the middle of the branch that parts the outgroup from all other tips.

    Returns the number of the root (a new node) and, for each inner node, its children with the
    lengths of their branches. Neighbour joining can make a branch come out below zero; it is
    drawn as zero.
    Raises ValueError when no branch parts the outgroup from the rest.
    """
    neighbours: dict[int, list[tuple[int, float]]] = {}
    for a, b, length in tree.branches:
        neighbours.setdefault(a, []).append((b, max(0.0, length)))
        neighbours.setdefault(b, []).append((a, max(0.0, length)))

    def tips_beyond(node: int, came_from: int) -> set[int]:
        if node < tree.tips:
            return {node}
        onward = (other for other, _ in neighbours[node] if other != came_from)
        return set().union(*(tips_beyond(other, node) for other in onward))

    rest = set(range(tree.tips)) - set(outgroup)
    parting = [
        branch
        for branch in tree.branches
        if tips_beyond(branch[0], branch[1]) in (set(outgroup), rest)
    ]
    if not parting:
        raise ValueError("no branch of the tree parts the outgroup from all other tips")
    a, b, length = parting[0]
    root = max(neighbours) + 1
    children = {root: [(a, max(0.0, length) / 2), (b, max(0.0, length) / 2)]}
    waiting = [(a, b), (b, a)]
    while waiting:
        node, came_from = waiting.pop()
        if node >= tree.tips:
            children[node] = [pair for pair in neighbours[node] if pair[0] != came_from]
            waiting += [(child, node) for child, _ in children[node]]
    return root, children


def lay_out(tree: Tree, outgroup: Collection[int]) -> Layout:
    """Find the place of every node; smaller branches of a fork stand above larger ones."""
    root, children = root_beside(tree, outgroup)
    x: dict[int, float] = {root: 0.0}
    y: dict[int, float] = {}
    parents: dict[int, int] = {}
    order: list[int] = []

    def tips_below(node: int) -> list[int]:
        if node < tree.tips:
            return [node]
        return [tip for child, _ in children[node] for tip in tips_below(child)]

    def place(node: int) -> float:
        if node < tree.tips:
            y[node] = float(len(order))
            order.append(node)
            return y[node]
        places = []
        for child, length in sorted(
            children[node], key=lambda pair: (len(tips_below(pair[0])), min(tips_below(pair[0])))
        ):
            x[child] = x[node] + length
            parents[child] = node
            places.append(place(child))
        y[node] = (places[0] + places[-1]) / 2
        return y[node]

    place(root)
    return Layout(x, y, tuple(order), parents)


def tree_chart(
    tree: Tree,
    names: Sequence[str],
    *,
    outgroup: str,
    title: str,
    start: str,
    marked: Sequence[str] = (),
    mark_as: str = "",
) -> Chart:
    """Draw a neighbour-joining tree, distances in per cent.

    names: of the tips, in their order. outgroup: the root is put on the branch that parts the tips
    whose name begins so from all others. start: how the description begins. marked: names whose
    branch is drawn in another colour and dashed, and whose label ends in `mark_as`.
    Raises ValueError when the names do not fit the tips, or the outgroup is not a branch's side.
    """
    if len(names) != tree.tips:
        raise ValueError(f"{len(names)} names for {tree.tips} tips: give each tip its own")
    outside = [tip for tip, name in enumerate(names) if name.startswith(outgroup)]
    if not outside:
        raise ValueError(f"no tip has a name that begins with {outgroup!r}")
    found = lay_out(tree, outside)
    furthest = max(found.x.values())
    x_scale = {"domain": [0, round(170 * furthest, 3)], "nice": False}
    last = 5 * (int(100 * furthest * 10) // 5) / 10
    x = {
        "field": "x",
        "type": "quantitative",
        "scale": x_scale,
        "title": "Distance from the root (K2P, %)",
        "axis": {
            "grid": False,
            "domain": False,
            "titleAnchor": "start",
            "values": [step / 2 for step in range(int(2 * last) + 1)],
        },
    }
    y = {
        "field": "y",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [len(names) - 0.5, -0.5], "nice": False},
    }

    def lines(rows: list[dict[str, float]], colour: str, dash: list[int]) -> dict[str, Any]:
        return {
            "data": values(rows),
            "mark": {"type": "rule", "color": colour, "strokeWidth": 2, "strokeDash": dash},
            "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}},
        }

    across, special, down = [], [], []
    for node, parent in found.parents.items():
        row = {
            "x": round(100 * found.x[parent], 3),
            "x2": round(100 * found.x[node], 3),
            "y": round(found.y[node], 3),
            "y2": round(found.y[node], 3),
        }
        is_marked = node < tree.tips and names[node] in marked
        (special if is_marked else across).append(row)
    for parent in sorted(set(found.parents.values())):
        ends = [found.y[node] for node, above in found.parents.items() if above == parent]
        at = round(100 * found.x[parent], 3)
        down.append({"x": at, "x2": at, "y": round(min(ends), 3), "y2": round(max(ends), 3)})
    labels = [
        {
            "x": round(100 * found.x[tip], 3),
            "y": found.y[tip],
            "name": names[tip] + (f" {mark_as}" if names[tip] in marked else ""),
        }
        for tip in found.order
    ]
    layers = [lines(across + down, BLUE, [1, 0])]
    if special:
        layers.append(lines(special, VERMILION, [5, 3]))
    layers.append(
        {
            "data": values(labels),
            "mark": {"type": "text", "align": "left", "dx": 6, "fontStyle": "italic"},
            "encoding": {
                "x": {"field": "x", "type": "quantitative", "scale": x_scale},
                "y": y,
                "text": {"field": "name"},
            },
        }
    )
    description = (
        f"{start} Tree of {tree.tips} tips made by neighbour joining, with its root placed on the "
        f"branch of {outgroup}. From top to bottom: {', '.join(label['name'] for label in labels)}."
    )
    return Chart(
        title=title,
        description=description,
        spec=specification(22 * len(names) + 45, layers, description),
        columns=("Tip, from top to bottom", "Distance from the root (%)"),
        rows=tuple((label["name"], f"{label['x']:.2f}") for label in labels),
    )
