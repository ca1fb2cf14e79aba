"""Reads across packages, one file a page."""
