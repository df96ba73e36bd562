"""One measured figure: ours against the stock tool's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`ours` and `stock` in `unit`; below 1, the ratio says that ours is the smaller."""

    name: str
    ours: float
    stock: float
    unit: str

    def record(self) -> dict[str, str | float]:
        """The figure as `_build/bench.json` holds it."""
        return {
            "name": self.name,
            "ours": self.ours,
            "stock": self.stock,
            "ratio": round(self.ours / self.stock, 3),
            "unit": self.unit,
        }
