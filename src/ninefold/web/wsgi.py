"""The WSGI application that granian serves: studio and public pages."""

import os

from django.core.wsgi import get_wsgi_application

from ninefold.pipeline import ports

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ninefold.kernel.database.config")
application = get_wsgi_application()
ports.install()
