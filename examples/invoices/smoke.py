"""Asks a deployed service whether it serves, changing nothing. Usage: python3 smoke.py, with TOWPATH_URL set."""

import json
import os
import sys
import urllib.request

with urllib.request.urlopen(f"{os.environ['TOWPATH_URL']}/healthz", timeout=5) as answer:
    health = json.load(answer)
if health != {"status": "ok"}:
    sys.exit(f"/healthz says {health}.")
