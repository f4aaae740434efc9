"""The rows of the hospitals' room. They stay in here and leave as the frozen values of `hospitals.model`."""

from hospitals.tables import board, capacity, contacts, diversions, facts, feeds, requests, staff

ROOMS = (board, capacity, contacts, diversions, facts, feeds, requests, staff)
