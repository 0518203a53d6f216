"""One process of the ledger's proof: `python -m proof._ledger_work NUMBER TURNS`; prints its report."""

import json
import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "ninefold.kernel.database.config"

import django  # the settings must be named first

django.setup()

from proof import ledger  # noqa: E402

print(json.dumps(ledger.work(int(sys.argv[1]), int(sys.argv[2]))))
