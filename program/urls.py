from django.urls import path

from program import author_views as author
from program import desk_views as desk
from program import proceedings_views as volume
from program import programme_views as editor
from program import views

app_name = "program"
urlpatterns = [
    path("papers/<int:number>/camera-ready/", author.camera_ready, name="camera-ready"),
    path("papers/<int:number>/camera-ready/upload/", author.upload, name="final-upload"),
    path("papers/<int:number>/camera-ready/rights/", author.rights, name="rights"),
    path("papers/<int:number>/camera-ready/format/", author.format_check, name="final-format"),
    path(
        "papers/<int:number>/camera-ready/format/<int:page>.webp",
        author.page_image,
        name="final-image",
    ),
    path("papers/<int:number>/camera-ready/pdf/", author.pdf, name="final-own-pdf"),
    path("publication/", desk.desk, name="desk"),
    path("publication/camera-ready/", desk.finals, name="finals"),
    path("publication/camera-ready/<int:number>/", desk.final, name="final"),
    path("publication/camera-ready/<int:number>/pdf/", desk.final_pdf, name="final-pdf"),
    path(
        "publication/camera-ready/<int:number>/format/<int:page>.webp",
        desk.final_page,
        name="final-page",
    ),
    path("publication/camera-ready/<int:number>/reopen/", desk.reopen, name="reopen"),
    path("publication/camera-ready/<int:number>/waive/", desk.waive, name="waive"),
    path("publication/camera-ready/<int:number>/rights/", desk.rights, name="desk-rights"),
    path("publication/camera-ready/<int:number>/title/", desk.retitle, name="retitle"),
    path("publication/program/", editor.editor, name="programme-desk"),
    path("publication/program/place/", editor.place, name="place"),
    path("publication/program/publish/", editor.publish, name="programme-publish"),
    path("publication/program/sessions/new/", editor.new_session, name="new-session"),
    path("publication/program/sessions/<str:public_id>/", editor.session, name="session"),
    path(
        "publication/program/sessions/<str:public_id>/move/",
        editor.move_session,
        name="move-session",
    ),
    path("publication/program/items/new/", editor.new_slot, name="new-slot"),
    path("publication/program/items/<str:public_id>/", editor.slot, name="slot"),
    path("publication/program/items/<str:public_id>/move/", editor.move_slot, name="move-slot"),
    path("publication/proceedings/", volume.proceedings_desk, name="proceedings-desk"),
    path("publication/proceedings/texts/", volume.texts, name="proceedings-texts"),
    path("publication/proceedings/build/", volume.build, name="proceedings-build"),
    path("publication/proceedings/progress/", volume.progress, name="proceedings-progress"),
    path("publication/proceedings/publish/", volume.publish, name="proceedings-publish"),
    path("publication/proceedings/preview.pdf", volume.preview, name="preview"),
    path(
        "publication/proceedings/<int:number>.pdf",
        volume.preview_paper,
        name="preview-paper",
    ),
    path("program/", views.programme, name="programme"),
    path("program.ics", views.calendar, name="programme-calendar"),
    path("proceedings/", views.proceedings, name="proceedings"),
    path("proceedings/proceedings.pdf", views.volume_pdf, name="volume-pdf"),
    path("proceedings/proceedings.bib", views.volume_bib, name="volume-bib"),
    path("proceedings/<int:number>.pdf", views.paper_pdf, name="paper-pdf"),
    path("proceedings/<int:number>.bib", views.paper_bib, name="paper-bib"),
]
