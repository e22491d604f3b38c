"""The picture of the benchmarks: points where two logarithmic scales have them."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def chart() -> ModuleType:
    file = Path(__file__).parents[1] / "benchmarks/chart.py"
    spec = importlib.util.spec_from_file_location("chart", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_decade_is_as_wide_as_the_next(chart: ModuleType) -> None:
    points = [(10.0, 100.0), (0.1, 1.0), (1.0, 10.0)]
    root = ElementTree.fromstring(chart.chart({"a": points}, "MB", "s"))
    across = [float(each.attrib["cx"]) for each in root.iter(f"{SVG}circle")]
    upwards = [float(each.attrib["cy"]) for each in root.iter(f"{SVG}circle")]
    assert across == [
        chart.LEFT,
        (chart.LEFT + chart.WIDTH - chart.RIGHT) / 2,
        chart.WIDTH - chart.RIGHT,
    ]
    assert upwards == [
        chart.HEIGHT - chart.BOTTOM,
        (chart.HEIGHT - chart.BOTTOM + chart.TOP) / 2,
        chart.TOP,
    ]


def test_names_are_text_and_each_series_has_a_colour(chart: ModuleType) -> None:
    root = ElementTree.fromstring(chart.chart({"a<b&c": [(1.0, 2.0)], "d": [(2.0, 2.0)]}, "x", "y"))
    words = [each.text for each in root.iter(f"{SVG}text")]
    assert {"a<b&c", "d", "x", "y"} <= {*words}
    colours = {each.attrib["fill"] for each in root.iter(f"{SVG}circle")}
    assert len(colours) == 2
