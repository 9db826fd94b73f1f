from django.urls import path

from submissions import chair_views, glass_views, public_views, views

app_name = "submissions"
urlpatterns = [
    path("check/", public_views.public_check, name="public-check"),
    path("check/<str:token>/", public_views.public_result, name="public-check-result"),
    path("check/<str:token>/state/", public_views.public_state, name="public-check-state"),
    path(
        "check/<str:token>/<int:page>.webp",
        public_views.public_page_image,
        name="public-page-image",
    ),
    path("chair/format/", chair_views.rules, name="rules"),
    path("chair/format/state/", chair_views.rules_state, name="rules-state"),
    path("chair/format/save/", chair_views.rules_save, name="rules-save"),
    path("chair/waivers/", chair_views.waiver_queue, name="waivers"),
    path("chair/waivers/<int:pk>/", chair_views.waiver_answer, name="waiver-answer"),
    path("glass/", glass_views.glass, name="glass"),
    path("glass/close/", glass_views.close, name="glass-close"),
    path("glass/papers/<int:number>/", glass_views.paper, name="glass-paper"),
    path("glass/papers/<int:number>/pdf/<int:version>/", glass_views.pdf, name="glass-pdf"),
    path("submit/", views.submit, name="submit"),
    path("papers/", views.papers, name="papers"),
    path("papers/confirm/<str:token>/", views.confirm, name="confirm"),
    path("papers/<int:number>/", views.paper, name="paper"),
    path("papers/<int:number>/edit/", views.edit, name="edit"),
    path("papers/<int:number>/upload/", views.upload, name="upload"),
    path("papers/<int:number>/offer/", views.offer, name="offer"),
    path("papers/<int:number>/format/", views.format_check, name="format"),
    path("papers/<int:number>/format/<int:page>.webp", views.page_image, name="page-image"),
    path("papers/<int:number>/waiver/", views.ask_for_waiver, name="waiver"),
    path("papers/<int:number>/printed/", views.printed, name="printed"),
    path("papers/<int:number>/pdf/", views.pdf, name="pdf"),
    path("papers/<int:number>/pdf/<int:version>/", views.pdf, name="pdf-version"),
    path("papers/<int:number>/withdraw/", views.withdraw, name="withdraw"),
    path("papers/<int:number>/revive/", views.revive, name="revive"),
]
