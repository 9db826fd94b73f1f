"""The format check of a paper: bytes and a rule set in, a report out. Imports no Django.

Papers come from strangers: outside tests, call it through `submissions.pdfcheck.sandboxed`.
"""
