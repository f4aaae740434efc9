"""The entries of a patient's record as pages read them: what stands, what was amended or struck, and why."""

from collections.abc import Sequence
from typing import Any

from dispatch.care.completeness import completeness
from dispatch.care.entry import CareEntry, standing_entries
from dispatch.care.quicklists import Item, find_item, read_lists, read_routes, read_units
from dispatch.care.record import CareRecord


def entries_view(entries: Sequence[CareEntry]) -> list[dict[str, Any]]:
    """All of them in the order they were done; `stands` is false for what was amended or struck."""
    standing = {one.id for one in standing_entries(entries)}
    ordered = sorted(entries, key=lambda one: (one.done_at, one.at, one.id))
    return [entry_view(one) | {"stands": one.id in standing} for one in ordered]


def entry_view(entry: CareEntry) -> dict[str, Any]:
    """One entry; `name` is what the list calls it, None for somebody's own words."""
    item = find_item(entry.kind, entry.code)
    return {
        "id": entry.id,
        "kind": entry.kind.value,
        "code": entry.code,
        "name": dict(item.words) if item else None,
        "text": entry.text,
        "dose": entry.dose,
        "unit": entry.unit,
        "route": entry.route,
        "at": entry.at.isoformat(),
        "done_at": entry.done_at.isoformat(),
        "device_at": entry.device_at.isoformat() if entry.device_at else None,
        "by": entry.by_name,
        "source": entry.source.value,
        "order_id": entry.order_id,
        "amends": entry.amends,
        "reason": entry.reason,
        "struck": entry.struck,
        "despite": list(entry.despite),
    }


def lists_view() -> dict[str, Any]:
    """Every quick list with its version and its sources, and the words of routes and units."""
    lists = {
        kind.value: {
            "version": found.version,
            "sources": list(found.sources),
            "items": [_item(one) for one in found.items.values()],
        }
        for kind, found in read_lists().items()
    }
    ways = {"routes": read_routes(), "units": read_units()}
    return {"lists": lists} | {name: {code: dict(one.words) for code, one in way.items()} for name, way in ways.items()}


def _item(item: Item) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": dict(item.words),
        "codes": dict(item.codes),
        "doses": [{"dose": one.dose, "unit": one.unit, "route": one.route} for one in item.doses],
        "limits": [
            {"unit": one.unit, "least": one.least, "most": one.most, "routes": list(one.routes)} for one in item.limits
        ],
        "against": list(item.against),
    }


def missing_view(record: CareRecord) -> list[dict[str, Any]]:
    """What the record lacks, why, and where it is filled in."""
    return [
        {"item": one.item.value, "why": one.why.value, "where": one.where.value, "parts": list(one.parts)}
        for one in completeness(record)
    ]
