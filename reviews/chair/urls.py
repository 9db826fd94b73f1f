from django.urls import path

from reviews.chair import assigning, conflicts, deciding, desk, mail, papers, progress

app_name = "chair"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("log/", desk.log, name="log"),
    path("papers/", papers.papers, name="papers"),
    path("papers/new/", papers.new_on_behalf, name="new-on-behalf"),
    path("papers/<int:number>/", papers.paper, name="paper"),
    path("papers/<int:number>/edit/", papers.edit_on_behalf, name="edit-on-behalf"),
    path("papers/<int:number>/assign/", assigning.assign, name="assign"),
    path("papers/<int:number>/decide/", deciding.decide, name="decide"),
    path("papers/<int:number>/format/<int:page>.webp", papers.page_image, name="page-image"),
    path("assignments/", assigning.assignments, name="assignments"),
    path("assignments/propose/", assigning.propose, name="propose"),
    path("assignments/apply/", assigning.apply, name="apply"),
    path("assignments/rules/", assigning.rules, name="assignment-rules"),
    path("assignments/papers/<int:number>/others/", assigning.others, name="others"),
    path("assignments/papers/<int:number>/pin/", assigning.pin, name="pin"),
    path("assignments/proposals/<int:pk>/", assigning.change, name="proposal"),
    path("assignments/start/", assigning.start, name="start"),
    path("assignments/<int:pk>/remove/", assigning.remove, name="remove"),
    path("conflicts/", conflicts.conflicts, name="conflicts"),
    path("conflicts/names/", conflicts.institution_names, name="institution-names"),
    path("conflicts/<int:number>/<int:person>/", conflicts.settle, name="settle"),
    path("invite/", conflicts.check_invitees, name="invite"),
    path("progress/", progress.progress, name="progress"),
    path("progress/nudge/", progress.nudge, name="nudge"),
    path("progress/<int:pk>/takers/", progress.takers, name="takers"),
    path("progress/<int:pk>/reassign/", progress.reassign, name="reassign"),
    path("decisions/", deciding.decisions, name="decisions"),
    path("decisions/record/", deciding.record_many, name="record-many"),
    path("decisions/release/", deciding.release, name="release"),
    path("mail/", mail.outbox, name="mail"),
    path("mail/act/", mail.act, name="mail-act"),
    path("mail/<int:pk>/", mail.message, name="mail-message"),
]
