import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dtms_site.settings.embedded")
application = get_wsgi_application()
