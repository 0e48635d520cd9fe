"""How Superset runs here: on loopback, for as long as its dashboards are drawn."""

from __future__ import annotations

import os

SECRET_KEY = os.environ["SUPERSET_SECRET"]
SQLALCHEMY_DATABASE_URI = os.environ["SUPERSET_METADATA"]
# A page asks for many things at once, and each is written down: on a slow disk SQLite has them wait.
SQLALCHEMY_ENGINE_OPTIONS = {"connect_args": {"timeout": 120}}
WTF_CSRF_ENABLED = False
TALISMAN_ENABLED = False
RATELIMIT_ENABLED = False
