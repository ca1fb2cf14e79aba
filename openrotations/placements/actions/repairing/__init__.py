"""Repairing a published round: asked for, found, applied."""
