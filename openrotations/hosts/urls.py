"""Addresses of this package, below /hosts/."""

from django.urls import path

from openrotations.hosts.views import agreements, contacts, credentials, endings, preceptors, signing, sites

app_name = "hosts"
urlpatterns = [
    path("sites/", sites.sites, name="sites"),
    path("sites/add/", sites.add_site, name="add_site"),
    path("sites/<uuid:site_id>/", sites.site, name="site"),
    path("sites/<uuid:site_id>/edit/", sites.edit_site, name="edit_site"),
    path("sites/<uuid:site_id>/coordinators/add/", contacts.add_coordinator, name="add_coordinator"),
    path("coordinators/<uuid:coordinator_id>/confirm/", contacts.confirm_coordinator, name="confirm_coordinator"),
    path("preceptors/", preceptors.preceptors, name="preceptors"),
    path("preceptors/add/", preceptors.add_preceptor, name="add_preceptor"),
    path("preceptors/<uuid:preceptor_id>/", preceptors.preceptor, name="preceptor"),
    path("preceptors/<uuid:preceptor_id>/edit/", preceptors.edit_preceptor, name="edit_preceptor"),
    path("preceptors/<uuid:preceptor_id>/confirm/", contacts.confirm_preceptor, name="confirm_preceptor"),
    path("papers/", endings.endings, name="endings"),
    path("preceptors/<uuid:preceptor_id>/licences/add/", credentials.add_licence, name="add_licence"),
    path("preceptors/<uuid:preceptor_id>/certifications/add/", credentials.add_certification, name="add_certification"),
    path("preceptors/<uuid:preceptor_id>/insurances/add/", credentials.add_insurance, name="add_insurance"),
    path("preceptors/<uuid:preceptor_id>/checks/add/", credentials.add_exclusion_check, name="add_exclusion_check"),
    path("licences/<uuid:licence_id>/", credentials.edit_licence, name="edit_licence"),
    path("certifications/<uuid:certification_id>/", credentials.edit_certification, name="edit_certification"),
    path("insurances/<uuid:insurance_id>/", credentials.edit_insurance, name="edit_insurance"),
    path("evidence/<uuid:file_id>/", credentials.evidence, name="evidence"),
    path("agreements/<uuid:agreement_id>/", agreements.agreement, name="agreement"),
    path("agreements/<uuid:agreement_id>/signatories/add/", agreements.add_signatory, name="add_signatory"),
    path("agreements/<uuid:agreement_id>/send/", agreements.send_agreement, name="send_agreement"),
    path("agreements/<uuid:agreement_id>/take-back/", agreements.take_agreement_back, name="take_agreement_back"),
    path("agreements/<uuid:agreement_id>/on-paper/", agreements.take_in_paper, name="take_in_paper"),
    path("agreements/<uuid:agreement_id>/end/", agreements.end_agreement, name="end_agreement"),
    path("signatories/<uuid:signatory_id>/confirm/", contacts.confirm_signatory, name="confirm_signatory"),
    path("signatories/<uuid:signatory_id>/ask-again/", agreements.ask_to_sign_again, name="ask_to_sign_again"),
    path("signatories/<uuid:signatory_id>/remove/", agreements.remove_signatory, name="remove_signatory"),
    path("l/<str:token>/agreement/", signing.sign_agreement, name="sign_agreement"),
    path("l/<str:token>/agreement/document/", signing.agreement_document, name="agreement_document"),
]
