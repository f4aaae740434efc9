"""The numbers of MAVLink and ArduCopter that the simulated vehicle knows. Names and values are theirs."""

from enum import IntEnum


class Mode(IntEnum):
    """ArduCopter's flight modes (custom_mode of the heartbeat), as far as they are simulated."""

    STABILIZE = 0
    AUTO = 3
    GUIDED = 4
    LOITER = 5
    RTL = 6
    LAND = 9
    BRAKE = 17


class Command(IntEnum):
    """MAV_CMD, in missions and as commands."""

    WAYPOINT = 16
    LOITER_TIME = 19
    RETURN_TO_LAUNCH = 20
    LAND = 21
    TAKEOFF = 22
    SET_MODE = 176
    CHANGE_SPEED = 178
    SET_SERVO = 183
    PAUSE_CONTINUE = 193
    FENCE_ENABLE = 207
    GRIPPER = 211
    SET_MISSION_CURRENT = 224
    MISSION_START = 300
    ARM_DISARM = 400
    RUN_PREARM_CHECKS = 401
    GET_HOME_POSITION = 410
    SET_MESSAGE_INTERVAL = 511
    REQUEST_MESSAGE = 512
    REQUEST_CAPABILITIES = 520
    FENCE_INCLUSION = 5001
    FENCE_EXCLUSION = 5002
    FENCE_CIRCLE_INCLUSION = 5003
    FENCE_CIRCLE_EXCLUSION = 5004
    RALLY_POINT = 5100
    WINCH = 42600


class Result(IntEnum):
    """MAV_RESULT: the answer to a command."""

    ACCEPTED = 0
    TEMPORARILY_REJECTED = 1
    DENIED = 2
    UNSUPPORTED = 3
    FAILED = 4


class Answer(IntEnum):
    """MAV_MISSION_RESULT: the answer to an upload."""

    ACCEPTED = 0
    ERROR = 1
    UNSUPPORTED_FRAME = 2
    UNSUPPORTED = 3
    NO_SPACE = 4
    INVALID_SEQUENCE = 13
    DENIED = 14


class ListKind(IntEnum):
    """MAV_MISSION_TYPE: which of its three lists is meant."""

    MISSION = 0
    FENCE = 1
    RALLY = 2


class Frame(IntEnum):
    """MAV_FRAME: what the height of an item is above."""

    AMSL = 0
    MISSION = 2
    RELATIVE = 3
    AMSL_INT = 5
    RELATIVE_INT = 6
    TERRAIN = 10
    TERRAIN_INT = 11


class Severity(IntEnum):
    """MAV_SEVERITY of a status text."""

    CRITICAL = 2
    ERROR = 3
    WARNING = 4
    NOTICE = 5
    INFO = 6


class Landed(IntEnum):
    """MAV_LANDED_STATE."""

    ON_GROUND = 1
    IN_AIR = 2
    TAKE_OFF = 3
    LANDING = 4


class Running(IntEnum):
    """MISSION_STATE."""

    NO_MISSION = 1
    NOT_STARTED = 2
    ACTIVE = 3
    PAUSED = 4
    COMPLETE = 5
