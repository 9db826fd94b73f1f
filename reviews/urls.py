from django.urls import path

from reviews import bid_views, offline_views, second_look, views

app_name = "reviews"
urlpatterns = [
    path("reviews/", views.mine, name="mine"),
    path("reviews/preview/", views.preview, name="preview"),
    path("reviews/profile/", views.profile, name="profile"),
    path("bids/", bid_views.bids, name="bids"),
    path("conflicts/", views.conflicts, name="conflicts"),
    path("reviews/<int:number>/", views.paper, name="paper"),
    path("reviews/<int:number>/pdf/", views.pdf, name="pdf"),
    path("reviews/<int:number>/review/", views.review, name="review"),
    path("reviews/<int:number>/review.txt", offline_views.offline_form, name="offline"),
    path("reviews/<int:number>/review/file/", offline_views.read_offline, name="read-offline"),
    path("reviews/<int:number>/others/", views.others, name="others"),
    path("reviews/<int:number>/discussion/", views.discussion, name="discussion"),
    path("papers/<int:number>/conditions/", second_look.revise, name="revise"),
    path("reviews/<int:number>/revision/pdf/", second_look.revision_pdf, name="revision-pdf"),
    path("reviews/<int:number>/revision/advise/", second_look.advise, name="advise"),
    path("reviews/<int:number>/decline/", views.decline, name="decline"),
]
