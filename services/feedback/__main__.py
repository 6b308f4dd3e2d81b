"""Run feedback alone: `python -m services.feedback`."""

import os
import sys

from services.feedback import app, settings
from shared.alone import run_alone

if __name__ == "__main__":
    sys.exit(run_alone(app.build(settings.read(os.environ))))
