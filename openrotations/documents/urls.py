"""Addresses of this package."""

from django.urls import URLPattern, path

from openrotations.documents.views import files, mine, office, uploads

app_name = "documents"
urlpatterns: list[URLPattern] = [
    path("my/papers/", mine.mine, name="mine"),
    path("my/papers/add/", mine.add, name="add"),
    path("my/papers/<uuid:document_id>/", mine.document, name="document"),
    path("my/papers/<uuid:document_id>/replace/", mine.replace, name="replace"),
    path("my/papers/<uuid:document_id>/withdraw/", mine.withdraw, name="withdraw"),
    path("my/uploads/", uploads.start, name="start_upload"),
    path("my/uploads/<uuid:upload_id>/", uploads.piece, name="piece"),
    path("papers/<uuid:document_id>/copy/", files.copy, name="copy"),
    path("papers/pages/<uuid:page_id>/", files.page, name="page"),
    path("desk/papers/", office.queue, name="queue"),
    path("desk/papers/of/<uuid:person_id>/", office.papers_of, name="papers_of"),
    path("desk/papers/evidence/<uuid:checked_id>/check/", office.check_evidence_again, name="check_evidence_again"),
    path("desk/papers/evidence/<uuid:checked_id>/give-up/", office.give_up_evidence, name="give_up_evidence"),
    path("desk/papers/<uuid:document_id>/", office.review, name="review"),
    path("desk/papers/<uuid:document_id>/accept/", office.accept, name="accept"),
    path("desk/papers/<uuid:document_id>/refuse/", office.refuse, name="refuse"),
    path("desk/papers/<uuid:document_id>/check/", office.check_again, name="check_again"),
    path("desk/papers/<uuid:document_id>/reopen/", office.reopen, name="reopen"),
]
