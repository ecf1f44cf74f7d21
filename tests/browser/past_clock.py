"""``python tests/browser/past_clock.py 2019-02-05T08:30 --hub DIR --port N``: the pages of a hub as of that moment.

The clock of this process is set there and runs on, so that the real pages live through a month that is past.
"""

import runpy
import sys

import time_machine

time_machine.travel(f"{sys.argv.pop(1)}+00:00", tick=True).start()
runpy.run_module("dashboards", run_name="__main__")
