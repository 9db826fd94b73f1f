"""The chair's list: `language` reads a search, `finding` answers it, `papers` gathers the facts.

Everything is asked of the papers that the chair handles: what is hidden is in no answer, count
or order, because it is never read.
"""
