"""How Superset runs here: on loopback, for as long as its dashboards are drawn."""

from __future__ import annotations

import os

SECRET_KEY = os.environ["SUPERSET_SECRET"]
SQLALCHEMY_DATABASE_URI = os.environ["SUPERSET_METADATA"]
WTF_CSRF_ENABLED = False
TALISMAN_ENABLED = False
RATELIMIT_ENABLED = False
# Otherwise each chart is told that its browser is old where a clock is off by a little.
SUPERSET_WEBSERVER_TIMEOUT = 120
