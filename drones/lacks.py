"""What keeps a check before take-off from being green, as codes; the pages turn them into sentences."""

from enum import StrEnum


class Lack(StrEnum):
    """One check, one lack: the worst that was found."""

    UNHEARD = "unheard"
    LATE = "late"
    NO_FIX = "no_fix"
    FEW_SATELLITES = "few_satellites"
    POOR_HDOP = "poor_hdop"
    ESTIMATE_BAD = "estimate_bad"
    NOT_READY = "not_ready"
    NOT_VERIFIED = "not_verified"
    CHARGE_UNKNOWN = "charge_unknown"
    CHARGE_LOW = "charge_low"
    WEATHER = "weather"
    ZONE_CLOSED = "zone_closed"
    NOTICES_UNREAD = "notices_unread"
    NOTICES_OLD = "notices_old"
    TOO_CLOSE = "too_close"
    NO_CERTIFICATE = "no_certificate"
    CERTIFICATE_EXPIRED = "certificate_expired"
    GRADE_TOO_LOW = "grade_too_low"
    KIT_EXPIRED = "kit_expired"
    OTHER_KIT = "other_kit"
    NOT_CONFIRMED = "not_confirmed"
    CONFIRMED_LONG_AGO = "confirmed_long_ago"
