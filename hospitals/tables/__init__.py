"""The rows of the hospitals' room. They stay in here and leave as the frozen values of `hospitals.model`."""

from hospitals.tables import board, contacts, feeds, requests, staff

ROOMS = (board, contacts, feeds, requests, staff)
