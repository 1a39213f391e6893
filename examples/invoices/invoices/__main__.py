"""Starts the service by what the environment says: PORT, ORDERS_URL, and HOST and TAX_PERCENT where they are set."""

import os
import sys

from .server import serve

missing = [name for name in ("PORT", "ORDERS_URL") if not os.environ.get(name)]
if missing:
    sys.exit(f"The configuration is incomplete: {', '.join(missing)} is not set.")
serve(
    os.environ.get("HOST", "127.0.0.1"),
    int(os.environ["PORT"]),
    os.environ["ORDERS_URL"],
    int(os.environ.get("TAX_PERCENT", "19")),
)
