"""Run feedback alone: `python -m services.feedback`."""

import os
import sys

from running.alone import run_alone
from services.feedback import app, settings

if __name__ == "__main__":
    sys.exit(run_alone(app.build(settings.read(os.environ))))
