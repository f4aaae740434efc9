"""The whole schema: importing this module registers every table of every room."""

import chassis.accounts
import chassis.audit
import chassis.deadlines
import chassis.events
import chassis.outbox
import dispatch.tables
import drones.tables
import hospitals.tables  # noqa: F401
from chassis.db import Base

METADATA = Base.metadata
