"""Run volunteer alone: `python -m services.volunteer`."""

import os
import sys

from running.alone import run_alone
from services.volunteer import app, settings

if __name__ == "__main__":
    sys.exit(run_alone(app.build(settings.read(os.environ))))
