"""The air for those who fly in it: zones, approvals on the telephone, sorties for other systems."""
