from django.urls import path

from reviews import (
    bid_views,
    conflict_views,
    external_asking_views,
    external_views,
    offline_all_views,
    offline_views,
    response_views,
    second_look,
    views,
)
from reviews.statistics import views as statistics

app_name = "reviews"
urlpatterns = [
    path("reviews/", views.mine, name="mine"),
    path("reviews/preview/", views.preview, name="preview"),
    path("reviews/profile/", views.profile, name="profile"),
    path("statistics/", statistics.published, name="statistics"),
    path("reviews/all.txt", offline_all_views.all_forms, name="offline-all"),
    path("reviews/file/", offline_all_views.read_all, name="read-offline-all"),
    path("bids/", bid_views.bids, name="bids"),
    path("conflicts/", conflict_views.conflicts, name="conflicts"),
    path("reviews/<int:number>/", views.paper, name="paper"),
    path("reviews/<int:number>/abstract/", bid_views.abstract, name="abstract"),
    path("reviews/<int:number>/pdf/", views.pdf, name="pdf"),
    path("reviews/<int:number>/review/", views.review, name="review"),
    path("reviews/<int:number>/review.txt", offline_views.offline_form, name="offline"),
    path("reviews/<int:number>/review/file/", offline_views.read_offline, name="read-offline"),
    path("reviews/<int:number>/others/", views.others, name="others"),
    path("reviews/<int:number>/discussion/", views.discussion, name="discussion"),
    path("reviews/<int:number>/outside/", external_asking_views.externals, name="externals"),
    path(
        "reviews/<int:number>/outside/<str:public_id>/back/",
        external_asking_views.take_back,
        name="external-take-back",
    ),
    path(
        "reviews/<int:number>/outside/<str:public_id>/over/",
        external_asking_views.take_over,
        name="external-take-over",
    ),
    path("outside/<str:token>/", external_views.invitation, name="external-invitation"),
    path("invited/", external_views.invited, name="invited"),
    path("invited/<int:number>/", external_views.invited_paper, name="invited-paper"),
    path("invited/<int:number>/pdf/", external_views.invited_pdf, name="invited-pdf"),
    path("invited/<int:number>/review/", external_views.invited_review, name="invited-review"),
    path("invited/<int:number>/give-back/", external_views.give_back, name="invited-give-back"),
    path("papers/<int:number>/response/", response_views.respond, name="respond"),
    path("papers/<int:number>/conditions/", second_look.revise, name="revise"),
    path("reviews/<int:number>/revision/pdf/", second_look.revision_pdf, name="revision-pdf"),
    path("reviews/<int:number>/revision/advise/", second_look.advise, name="advise"),
    path("reviews/<int:number>/decline/", views.decline, name="decline"),
]
