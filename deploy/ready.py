"""A container's health check, whether a web process may be sent visitors: `python -m deploy.ready SERVICE [PORT]`."""

import sys
from urllib.error import URLError
from urllib.request import urlopen

WITHIN = 4.0


def is_ready(service: str, port: str = "8000") -> bool:
    """Ask the process on this machine; a process that does not answer is not ready."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/{service}/readyz", timeout=WITHIN):
            return True
    except (URLError, TimeoutError):
        return False


if __name__ == "__main__":
    sys.exit(0 if is_ready(*sys.argv[1:]) else 1)
