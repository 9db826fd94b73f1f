from django.urls import path

from reviews.meeting import leading, minutes, views

app_name = "meeting"
urlpatterns = [
    path("", views.room, name="room"),
    path("state/", views.state, name="state"),
    path("here/", views.here, name="here"),
    path("leave/", views.leave, name="leave"),
    path("paper/", views.paper, name="paper"),
    path("vote/", views.vote, name="vote"),
    path("projector/", views.projector, name="projector"),
    path("move/", leading.move, name="move"),
    path("jump/<int:number>/", leading.jump, name="jump"),
    path("decide/", leading.decide, name="decide"),
    path("note/", leading.note, name="note"),
    path("<int:meeting>/minutes/", minutes.minutes, name="minutes"),
    path("<int:meeting>/minutes.pdf", minutes.minutes_pdf, name="minutes-pdf"),
]
