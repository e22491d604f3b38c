"""Lines on two logarithmic scales, as SVG."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 720, 440
LEFT, RIGHT, TOP, BOTTOM = 60, 220, 20, 50
COLOURS = ("#0b6e4f", "#c0392b", "#2c5aa0", "#8e44ad", "#b9770e")

Points = Sequence[tuple[float, float]]


def chart(series: Mapping[str, Points], across: str, upwards: str) -> str:
    """A picture of some series.

    Args:
        series: points above zero, by name.
        across: what the horizontal scale says.
        upwards: what the vertical scale says.
    """
    x = _Scale([p[0] for points in series.values() for p in points], LEFT, WIDTH - RIGHT)
    y = _Scale([p[1] for points in series.values() for p in points], HEIGHT - BOTTOM, TOP)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        *_grid(x, y),
        _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, across, "middle"),
        f'<g transform="rotate(-90 14 {HEIGHT / 2:g})">{_text(14, HEIGHT / 2, upwards, "middle")}</g>',
        *(line for index, (name, points) in enumerate(series.items()) for line in _line(name, points, index, x, y)),
        "</svg>",
        "",
    ])  # fmt: skip


class _Scale:
    """A logarithmic scale over whole decades."""

    def __init__(self, values: Iterable[float], start: float, end: float) -> None:
        logs = [math.log10(value) for value in values] or [0]
        self.low = math.floor(min(logs))
        self.high = max(math.ceil(max(logs)), self.low + 1)
        self.start, self.end = start, end

    def at(self, value: float) -> float:
        """Where a value stands."""
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    @property
    def decades(self) -> Iterator[float]:
        """The powers of ten on it."""
        return (10.0**power for power in range(self.low, self.high + 1))


def _grid(x: _Scale, y: _Scale) -> Iterator[str]:
    for value in x.decades:
        yield _stroke(x.at(value), y.start, x.at(value), y.end)
        yield _text(x.at(value), y.start + 16, f"{value:g}", "middle")
    for value in y.decades:
        yield _stroke(x.start, y.at(value), x.end, y.at(value))
        yield _text(x.start - 6, y.at(value) + 4, f"{value:g}", "end")


def _line(name: str, points: Points, index: int, x: _Scale, y: _Scale) -> Iterator[str]:
    colour = COLOURS[index % len(COLOURS)]
    places = [(x.at(across), y.at(up)) for across, up in sorted(points)]
    joined = " ".join(f"{across:g},{up:g}" for across, up in places)
    yield f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for across, up in places:
        yield f'<circle cx="{across:g}" cy="{up:g}" r="3" fill="{colour}"/>'
    row = TOP + 14 + 20 * index
    left = WIDTH - RIGHT + 14
    yield f'<line x1="{left}" y1="{row - 4}" x2="{left + 18}" y2="{row - 4}" stroke="{colour}" stroke-width="2"/>'
    yield _text(left + 24, row, name, "start")


def _stroke(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="#ddd"/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(words)}</text>'
