"""What an archive says about itself, and the error of one that cannot be made or read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chassis.errors import GoldentimeError
from routing.model import RoadNetwork


class TileError(GoldentimeError):
    """Tiles that cannot be drawn, or an archive that cannot be read. The roads in force stay in force."""

    code = "tiles"


@dataclass(frozen=True, slots=True)
class About:
    """Whose roads they are: `digest` names the network, `attribution` is the line every map shows; `generated` roads
    are invented."""

    name: str
    attribution: str
    digest: str
    generated: bool

    @staticmethod
    def of(network: RoadNetwork) -> "About":
        """As the network's label says."""
        label = network.label
        return About(label.name, label.attribution, network.digest, label.generated)

    @staticmethod
    def read(metadata: Mapping[str, Any]) -> "About":
        """From an archive's metadata; KeyError, TypeError or ValueError when it is none of ours."""
        ours = json.loads(metadata["description"])
        return About(metadata["name"], metadata["attribution"], ours["roads"], ours["generated"])

    @property
    def description(self) -> str:
        """What an archive's description holds."""
        return json.dumps({"roads": self.digest, "generated": self.generated})
