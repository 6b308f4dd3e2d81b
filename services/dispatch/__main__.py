"""Run dispatch alone: `python -m services.dispatch`."""

import os
import sys

from services.dispatch import app, settings
from shared.alone import run_alone

if __name__ == "__main__":
    sys.exit(run_alone(app.build(settings.read(os.environ))))
