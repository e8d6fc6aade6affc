"""What a benchmark gives back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """A figure beside its yardstick and its goal; ``ratio`` is ours through the yardstick's."""

    name: str
    ours_s: float
    yardstick: str
    yardstick_s: float
    goal: str
    unit: str = "s"

    @property
    def ratio(self) -> float:
        return self.ours_s / self.yardstick_s

    def line(self) -> str:
        return (
            f"{self.name:<30} {self.ours_s:7.3f} {self.unit:<2} {self.yardstick:<34} "
            f"{self.yardstick_s:7.3f} {self.unit:<2} ratio {self.ratio:5.2f}   goal: {self.goal}"
        )
