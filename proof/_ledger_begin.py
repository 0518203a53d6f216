"""Sets up the install of the ledger's proof, in its environment."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "ninefold.kernel.database.config"

import django  # the settings must be named first

django.setup()

from proof import ledger  # noqa: E402

ledger.begin()
print("{}")
