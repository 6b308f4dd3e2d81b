"""A container's health check: `python -m deploy.ready PATH [PORT]`, whether this process answers that all is well.

A web process is asked for `<service>/readyz`, whether it may be sent visitors; a worker for `livez`.
"""

import sys
from urllib.error import URLError
from urllib.request import urlopen

WITHIN = 4.0


def is_well(path: str, port: str = "8000") -> bool:
    """Ask the process on this machine; a process that does not answer is not well."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/{path}", timeout=WITHIN):
            return True
    except (URLError, TimeoutError):
        return False


if __name__ == "__main__":
    sys.exit(0 if is_well(*sys.argv[1:]) else 1)
