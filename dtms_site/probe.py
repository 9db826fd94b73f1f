"""Asks this container's web part whether it is well: exit code 0 when it is."""

import os
import sys
import urllib.request

port = os.environ.get("BIND", "127.0.0.1:8000").rpartition(":")[2]
request = urllib.request.Request(
    f"http://127.0.0.1:{port}/healthz", headers={"X-Forwarded-Proto": "https"}
)
try:
    with urllib.request.urlopen(request, timeout=4) as response:  # noqa: S310  # our own address
        sys.exit(response.status != 200)
except OSError as trouble:
    sys.exit(f"not well: {trouble}")
