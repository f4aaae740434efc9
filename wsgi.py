"""The WSGI application: `gunicorn wsgi:app`."""

import os

from chassis.settings import Settings
from chassis.telemetry import configure_logging
from dispatch.bootstrap import build
from web.app import create_app

settings = Settings.from_env(os.environ)
configure_logging(as_json=settings.log_json)
app = create_app(build(settings))
