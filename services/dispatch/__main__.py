"""Run dispatch alone: `python -m services.dispatch`; with `--assign`, the process that suggests for all open orders."""

import os
import sys

from running.alone import run_alone
from services.dispatch import app, settings

if __name__ == "__main__":
    chosen = settings.read(os.environ)
    if "--assign" in sys.argv:
        from services.dispatch.assigning.process import main

        sys.exit(main(sys.argv[1:], chosen, chosen.undo_for))
    sys.exit(run_alone(app.build(chosen)))
