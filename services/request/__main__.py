"""Run request alone: `python -m services.request`."""

import os
import sys

from running.alone import run_alone
from services.request import app, settings

if __name__ == "__main__":
    sys.exit(run_alone(app.build(settings.read(os.environ))))
