"""Run request alone: `python -m services.request`."""

import os
import sys

from services.request import app, settings
from shared.alone import run_alone

if __name__ == "__main__":
    sys.exit(run_alone(app.build(settings.read(os.environ))))
