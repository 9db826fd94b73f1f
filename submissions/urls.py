from django.urls import path

from submissions import views

app_name = "submissions"
urlpatterns = [
    path("submit/", views.submit, name="submit"),
    path("papers/", views.papers, name="papers"),
    path("papers/confirm/<str:token>/", views.confirm, name="confirm"),
    path("papers/<int:number>/", views.paper, name="paper"),
    path("papers/<int:number>/edit/", views.edit, name="edit"),
    path("papers/<int:number>/upload/", views.upload, name="upload"),
    path("papers/<int:number>/offer/", views.offer, name="offer"),
    path("papers/<int:number>/format/", views.format_check, name="format"),
    path("papers/<int:number>/format/<int:page>.webp", views.page_image, name="page-image"),
    path("papers/<int:number>/pdf/", views.pdf, name="pdf"),
    path("papers/<int:number>/pdf/<int:version>/", views.pdf, name="pdf-version"),
    path("papers/<int:number>/withdraw/", views.withdraw, name="withdraw"),
    path("papers/<int:number>/revive/", views.revive, name="revive"),
]
