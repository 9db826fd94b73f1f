"""How the web part runs, embedded and in production: gunicorn -c python:dtms_site.gunicorn"""

import os
from threading import Thread
from typing import Any

from dtms_site.processes import die_with_parent, settle

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "12"))
worker_class = "gthread"
# A wrong setting stops the start here, once, and not in every worker again and again.
preload_app = True
timeout = 120
graceful_timeout = 30
keepalive = 5
# Bodies of the last hour are slow and large; the kernel holds who waits.
backlog = 2048
accesslog = None
errorlog = "-"
loglevel = "warning"
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")


def when_ready(server: Any) -> None:
    """Before the workers are forked, so that they share what is loaded with their parent."""
    settle()


def post_worker_init(worker: Any) -> None:
    """Page images and prefilled forms come from this process's own sandbox: have it ready."""
    from submissions.pdfcheck import sandboxed

    Thread(target=sandboxed.warm, daemon=True).start()


def post_fork(server: Any, worker: Any) -> None:
    die_with_parent(server.pid)
