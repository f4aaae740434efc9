"""The GeoJSON of Korea's spatial data service (VWorld): one layer a file, labels instead of values.

A feature says its name in `…_lbl_1` and its limits in `…_lbl_2` and `…_lbl_3`, but not which of them is the floor: some
say "SFC" and "10000ft AMSL", others "UNL" and "GND". What a zone means follows from its layer.
"""

from collections.abc import Mapping
from typing import Any

from drones.airspace.reading.drafts import Draft
from drones.airspace.reading.geojson import limits_of
from drones.airspace.reading.geometry import pieces
from drones.model import Restriction

R = Restriction
BY_LAYER = {
    "LT_C_AISPRHC": R.PROHIBITED,
    "LT_C_AISTEMP": R.PROHIBITED,  # temporary; while it stands, as if prohibited
    "LT_C_AISRESC": R.REQ_AUTHORISATION,
    "LT_C_AISCTRC": R.REQ_AUTHORISATION,
    "LT_C_AISATZC": R.REQ_AUTHORISATION,
    "LT_C_AISDNGC": R.CONDITIONAL,
    "LT_C_AISALTC": R.CONDITIONAL,
    "LT_C_AISUAC": R.NO_RESTRICTION,
    "LT_C_AISDRONEZONE": R.NO_RESTRICTION,
}
BY_PREFIX = {
    "prh": R.PROHIBITED,
    "res": R.REQ_AUTHORISATION,
    "ctr": R.REQ_AUTHORISATION,
    "atm": R.REQ_AUTHORISATION,
    "dng": R.CONDITIONAL,
}
LABEL = "_lbl_1"


def is_vworld(told: object) -> bool:
    """Whether a JSON document comes from there: wrapped in its response, or with its labels."""
    if not isinstance(told, dict):
        return False
    if isinstance(told.get("response"), dict):
        return True
    features = told.get("features")
    if not isinstance(features, list) or not features or not isinstance(features[0], dict):
        return False
    said = features[0].get("properties")
    return isinstance(said, dict) and any(str(name).endswith(LABEL) for name in said)


def read_vworld(told: Any) -> list[Draft]:
    """The zones of one answer; raises ValueError for an answer without any, or that names a fault."""
    answer = told.get("response", {})
    if answer.get("status", "OK") != "OK":
        fault = answer.get("error") or {}
        raise ValueError(f"the service answered {answer['status']}: {fault.get('text', 'no reason given')}")
    found = answer["result"]["featureCollection"] if answer else told
    return [draft for number, one in enumerate(found["features"], start=1) for draft in _feature(one, number)]


def _feature(feature: Mapping[str, Any], number: int) -> list[Draft]:
    said: Mapping[str, Any] = feature.get("properties") or {}
    prefix = next((name.removesuffix(LABEL) for name in said if name.endswith(LABEL)), "")
    name = str(said.get(f"{prefix}{LABEL}") or feature.get("id") or f"zone {number}").strip()
    layer = str(feature.get("id") or "").split(".")[0].upper()
    kind = BY_LAYER.get(layer) or BY_PREFIX.get(prefix.lower())
    limits = limits_of(said.get(f"{prefix}_lbl_2"), said.get(f"{prefix}_lbl_3"))
    try:
        found = list(pieces(feature.get("geometry")))
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise ValueError(f"{name}: {error}") from None
    return [Draft(name, name, kind, pairs, radius_m, limits, holes=holes) for pairs, radius_m, holes in found]
