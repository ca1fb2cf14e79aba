"""Every change to files and papers, as other packages call it."""

from openrotations.documents.actions.checking import check_document, check_waiting, recheck_document
from openrotations.documents.actions.deleting import delete_document
from openrotations.documents.actions.evidence import check_evidence, give_up_evidence, keep_evidence, recheck_evidence
from openrotations.documents.actions.lost import forget_lost_files
from openrotations.documents.actions.papers import hand_in_document, hand_in_uploads, withdraw_document
from openrotations.documents.actions.reviews import (
    accept_document,
    expire_documents,
    note_reading,
    refuse_document,
    reopen_document,
)
from openrotations.documents.actions.storing import place_of, remove_file, store_file
from openrotations.documents.actions.uploads import (
    add_piece,
    drop_upload,
    forget_uploads,
    keep_files,
    keep_upload,
    start_upload,
)

__all__ = [
    "accept_document",
    "add_piece",
    "check_document",
    "check_evidence",
    "check_waiting",
    "delete_document",
    "drop_upload",
    "expire_documents",
    "forget_lost_files",
    "forget_uploads",
    "give_up_evidence",
    "hand_in_document",
    "hand_in_uploads",
    "keep_evidence",
    "keep_files",
    "keep_upload",
    "note_reading",
    "place_of",
    "recheck_document",
    "recheck_evidence",
    "refuse_document",
    "remove_file",
    "reopen_document",
    "start_upload",
    "store_file",
    "withdraw_document",
]
