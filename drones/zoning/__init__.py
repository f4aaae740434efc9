"""Commands about the air: zones put on record and taken off it, and what opens them."""

from drones.zoning.opening import approve_by_telephone, authorise, withdraw
from drones.zoning.zones import ZoneDraft, draw_zone, end_zone, import_zones, read_draft

__all__ = [
    "ZoneDraft",
    "approve_by_telephone",
    "authorise",
    "draw_zone",
    "end_zone",
    "import_zones",
    "read_draft",
    "withdraw",
]
