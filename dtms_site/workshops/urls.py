from django.urls import path

from dtms_site.workshops import mail_text_views, settings_views, views

app_name = "workshops"
urlpatterns = [
    path("", views.home, name="home"),
    path("calendar.ics", views.calendar, name="calendar"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("chair/committees/", settings_views.people, name="people"),
    path("chair/committees/invite/", settings_views.invite, name="invite"),
    path(
        "chair/committees/invitations/<int:pk>/", settings_views.answer_for, name="invitation-act"
    ),
    path("chair/committees/<int:pk>/", settings_views.membership, name="membership"),
    path("chair/deadlines/", settings_views.deadlines, name="deadlines"),
    path("chair/mail-texts/", mail_text_views.mail_texts, name="mail-texts"),
    path("chair/mail-texts/<str:kind>/", mail_text_views.mail_text, name="mail-text"),
    path("chair/settings/", settings_views.edition, name="settings"),
    path("chair/settings/<slug:rows>/", settings_views.edition_rows, name="settings-rows"),
]
