"""Reviewer assignment: scores and limits in, assignment out. No database, no Django."""

from reviews.matching.blockage import Blockage, Infeasible, describe, explain
from reviews.matching.problem import Matching, Problem
from reviews.matching.solve import solve

__all__ = ["Blockage", "Infeasible", "Matching", "Problem", "describe", "explain", "solve"]
