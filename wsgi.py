"""The WSGI application: `gunicorn wsgi:app`."""

import os

from chassis.settings import Settings
from dispatch.bootstrap import build
from web.app import create_app

app = create_app(build(Settings.from_env(os.environ)))
