"""A chart is drawn once, and again when it changes."""

from __future__ import annotations

import pytest
import vl_convert
from dsilab import bar_chart
from sitekit.drawing import draw


@pytest.fixture
def drawn(monkeypatch):
    """The specifications that the renderer was asked for."""
    asked, real = [], vl_convert.vegalite_to_svg

    def render(spec):
        asked.append(spec)
        return real(spec)

    monkeypatch.setattr(vl_convert, "vegalite_to_svg", render)
    return asked


def test_a_drawing_is_kept_by_its_content(tmp_path, drawn):
    one, other = (bar_chart({"A": n}, title="T").spec for n in (1, 2))
    first = draw(one, tmp_path)
    assert first == vl_convert.vegalite_to_svg(one)
    drawn.clear()
    assert draw(one, tmp_path) == first
    assert drawn == []
    assert draw(other, tmp_path) != first
    assert drawn == [other]
    assert len(list(tmp_path.iterdir())) == 2, "no half-written file is left"
