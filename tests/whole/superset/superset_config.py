"""How Superset runs here: on loopback, for as long as its dashboards are drawn."""

from __future__ import annotations

import os

SECRET_KEY = os.environ["SUPERSET_SECRET"]
SQLALCHEMY_DATABASE_URI = os.environ["SUPERSET_METADATA"]
WTF_CSRF_ENABLED = False
TALISMAN_ENABLED = False
RATELIMIT_ENABLED = False
