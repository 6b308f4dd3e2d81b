"""Run volunteer alone: `python -m services.volunteer`."""

import os
import sys

from services.volunteer import app, settings
from shared.alone import run_alone

if __name__ == "__main__":
    sys.exit(run_alone(app.build(settings.read(os.environ))))
