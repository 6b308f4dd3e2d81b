"""Run dispatch alone: `python -m services.dispatch`."""

import os
import sys

from running.alone import run_alone
from services.dispatch import app, settings

if __name__ == "__main__":
    sys.exit(run_alone(app.build(settings.read(os.environ))))
