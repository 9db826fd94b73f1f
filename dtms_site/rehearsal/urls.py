from django.urls import path

from dtms_site.rehearsal import views

app_name = "rehearsal"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("look/", views.look, name="look"),
    path("move/", views.move, name="move"),
    path("state/", views.state, name="state"),
    path("leave/", views.leave, name="leave"),
    path("report/", views.report, name="report"),
    path("mail/", views.mail, name="mail"),
    path("mail/<str:public_id>/", views.letter, name="letter"),
    path("remove/", views.remove, name="remove"),
]
