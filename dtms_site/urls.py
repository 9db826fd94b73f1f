from django.urls import include, path

from dtms_site.accounts import views as accounts
from dtms_site.accounts.admin import site as operators
from dtms_site.mail import views as mails
from dtms_site.web import health, pages
from dtms_site.workshops import calendar_views as calendars
from dtms_site.workshops import views as workshops

handler400 = "dtms_site.web.errors.bad_request"
handler403 = "dtms_site.web.errors.forbidden"
handler404 = "dtms_site.web.errors.not_found"
handler500 = "dtms_site.web.errors.server_error"

edition = [
    path("", include("dtms_site.workshops.urls")),
    path("", include("submissions.urls")),
    path("", include("reviews.urls")),
    path("chair/", include("reviews.chair.urls")),
    path("chair/rehearsal/", include("dtms_site.rehearsal.urls")),
    path("meeting/", include("reviews.meeting.urls")),
    path("", include("program.urls")),
]

urlpatterns = [
    path("", workshops.front_door, name="front-door"),
    path("healthz", health.healthz, name="healthz"),
    path("me/calendar/<str:secret>.ics", calendars.own, name="own-calendar"),
    path("me/mail/<str:token>/", mails.unsubscribe, name="unsubscribe"),
    path("accounts/calendar/", calendars.change, name="own-calendar-change"),
    path("accounts/", include("dtms_site.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("about/<slug:topic>/", pages.about, name="about"),
    path("admin/mail/", accounts.mailbox, name="mailbox"),
    path("admin/log/", accounts.log, name="account-log"),
    path("admin/", operators.urls),
    path("<slug:slug>/", include(edition)),
]
