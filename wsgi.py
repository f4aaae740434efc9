"""The WSGI application: `gunicorn wsgi:app`."""

import gc
import os

from chassis.settings import Settings
from chassis.telemetry import configure_logging
from dispatch.bootstrap import build
from dispatch.traffic.keeping import RoadKeeper
from web.app import create_app

settings = Settings.from_env(os.environ)
configure_logging(as_json=settings.log_json)
system = build(settings)
app = create_app(system)
app.before_request(RoadKeeper(system).wake)

gc.collect()
gc.freeze()  # what stands by now stands for good: collecting garbage need not walk it in the middle of a call
