"""Runs a program to its end and writes what it used, as JSON, into the file named first: measured.py FILE PROGRAM ..."""

import json
import resource
import subprocess
import sys

status = subprocess.run(sys.argv[2:], check=False).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as file:
    json.dump({"cpuSeconds": used.ru_utime + used.ru_stime, "peakKilobytes": used.ru_maxrss}, file)
sys.exit(status)
