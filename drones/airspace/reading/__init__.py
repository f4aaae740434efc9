"""Zones out of files that others wrote: VWorld's GeoJSON, ED-269, KML, plain GeoJSON.

A file is taken whole or not at all: a zone left out in silence would be flown through. What is unclear is read in the
careful sense, and said in a remark.
"""

from drones.airspace.reading.drafts import AirspaceError, Form, Reading, Remark, Remarked
from drones.airspace.reading.files import read_airspace

__all__ = ["AirspaceError", "Form", "Reading", "Remark", "Remarked", "read_airspace"]
