"""The pages about schools."""

from openrotations.schools.views import agencies, evidence, knowledge, pages, register, registrars, twins

__all__ = ["agencies", "evidence", "knowledge", "pages", "register", "registrars", "twins"]
