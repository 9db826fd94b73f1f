"""Reviewer assignment: scores and limits in, assignment out. No database, no Django."""

from reviews.matching.problem import Blockage, Infeasible, Matching, Problem, describe
from reviews.matching.solve import solve

__all__ = ["Blockage", "Infeasible", "Matching", "Problem", "describe", "solve"]
