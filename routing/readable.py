"""The endings of road files that can be imported. Apart from the readers, which are slow to load."""

READABLE = (
    ".osm",
    ".osm.gz",
    ".osm.bz2",
    ".osm.xml",
    ".osm.xml.gz",
    ".osm.xml.bz2",
    ".osm.pbf",
    ".graphml",
    ".graphml.gz",
    ".net.xml",
    ".net.xml.gz",
    ".zip",
)
