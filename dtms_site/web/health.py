from django.db import connection
from django.http import HttpRequest, HttpResponse

from dtms_site.web.access import Access, mark


@mark(Access.PUBLIC)
def healthz(request: HttpRequest) -> HttpResponse:
    """For the load balancer: "ok" when this process reaches its database, nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
