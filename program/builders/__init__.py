"""Builders of what is published: data in, bytes out. No Django, no clock, no files, no network."""
