"""Reviewer assignment: scores and limits in, assignment out. No database, no Django."""

from reviews.matching.solve import Infeasible, Matching, Problem, solve

__all__ = ["Infeasible", "Matching", "Problem", "solve"]
