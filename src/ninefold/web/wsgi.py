"""The WSGI application that granian serves: studio and public pages."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from ninefold.pipeline import ports

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ninefold.web.config")
gc.disable()  # nothing that loads now is garbage: looking for it takes a tenth of the start
application = get_wsgi_application()
ports.install()
gc.enable()
