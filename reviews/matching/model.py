"""The linear programme of an assignment over chosen columns, and the prices of all others.

A column is a possible pair. Demand and loads, with groups inside a paper, make a network, whose
vertices are whole (Ahuja, Magnanti and Orlin, Network Flows, 1993, section 11.12); a floor under
each paper's sum is the row that may make them fractional. Columns beside the best few of each
paper are brought in only when their price shows that they could help (column generation).
"""

from collections.abc import Iterable
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from reviews.matching.problem import Pair, Problem
from reviews.matching.rows import Rows, Solution

INFINITY = highspy.kHighsInf
TOLERANCE = 1e-7
NONE = -1


class Model:
    """One problem with the columns known so far: `papers` and `people`, row and column a pair."""

    def __init__(self, problem: Problem, columns: tuple[Any, Any]) -> None:
        self.problem = problem
        self.rows = Rows(problem)
        self.papers, self.people = columns
        needed = max(1, int(problem.demand.max(initial=1)))
        largest = problem.preference.max(initial=1.0)
        # Leaving a review out costs more than all papers together could gain by it.
        self.penalty = 10 * needed * (1 + float(largest)) + 100 * problem.keep_bonus

    # ---- rows

    def bounds(self, floor: float | None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        problem, rows = self.problem, self.rows
        low = np.full(rows.count, -INFINITY)
        high = np.full(rows.count, INFINITY)
        low[rows.part("demand")] = high[rows.part("demand")] = problem.demand
        low[rows.part("load")], high[rows.part("load")] = problem.min_load, problem.max_load
        if floor is not None:
            needs = problem.demand > 0
            low[rows.part("floor")] = np.where(needs, floor - problem.start - TOLERANCE, -INFINITY)
        if problem.senior is not None:
            needs = problem.demand > 0
            if problem.has_senior is not None:
                needs = needs & ~problem.has_senior
            low[rows.part("senior")] = needs.astype(float)
        high[rows.part("group")] = 1
        high[rows.part("reciprocal")] = 1
        return low, high

    def entries(self, *, with_floor: bool) -> tuple[Any, Any, Any]:
        """Column, row and value of every entry of the pairs' columns."""
        problem, rows = self.problem, self.rows
        place = np.arange(len(self.papers))
        ones = np.ones(len(place))
        parts = [
            (place, self.papers, ones),
            (place, self.people + rows.begin["load"], ones),
        ]
        if with_floor:
            gain = problem.gain[self.papers, self.people]
            parts.append((place, self.papers + rows.begin["floor"], gain))
        if problem.senior is not None:
            seniors = place[problem.senior[self.people]]
            parts.append(
                (seniors, self.papers[seniors] + rows.begin["senior"], np.ones(len(seniors)))
            )
        if problem.institution is not None:
            group = problem.institution[self.people]
            known = place[group >= 0]
            row = rows.begin["group"] + self.papers[known] * rows.groups + group[known]
            parts.append((known, row, np.ones(len(known))))
        parts += self._reciprocal_entries()
        columns, where, values = (np.concatenate(piece) for piece in zip(*parts, strict=True))
        return columns, where, values

    def _reciprocal_entries(self) -> list[tuple[Any, Any, Any]]:
        found: dict[Pair, list[int]] = {}
        for n, two in enumerate(self.problem.reciprocal):
            for pair in two:
                found.setdefault(pair, []).append(n)
        columns, rows = [], []
        for n, pair in enumerate(zip(self.papers.tolist(), self.people.tolist(), strict=True)):
            for row in found.get(pair, []) if found else []:
                columns.append(n)
                rows.append(self.rows.begin["reciprocal"] + row)
        return [(np.array(columns, dtype=int), np.array(rows, dtype=int), np.ones(len(rows)))]

    # ---- solving

    def solve(
        self, *, floor: float | None = None, raise_floor: bool = False, whole: bool = False,
        keep: NDArray[np.int64] | None = None, nodes: int = 0, start: Iterable[Pair] = (),
    ) -> Solution:  # fmt: skip
        """The best total above `floor`, or with `raise_floor` the highest floor there is.

        `whole`: as whole pairs, trying at most `nodes` branches, from `start` on if that is given.
        `keep`: use only these columns.
        """
        if keep is not None:
            model = Model(self.problem, (self.papers[keep], self.people[keep]))
            return model.solve(
                floor=floor, raise_floor=raise_floor, whole=whole, nodes=nodes, start=start
            )
        lp, names = self._programme(floor, raise_floor=raise_floor, whole=whole)
        solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.silent()
        for option, value in (
            ("threads", 1), ("random_seed", 1), ("mip_rel_gap", 0.0), ("mip_abs_gap", 1e-6),
            *([("mip_max_nodes", nodes)] if nodes else []),
        ):  # fmt: skip
            solver.setOptionValue(option, value)
        solver.passModel(lp)
        begun = self._among(start)
        if begun.any():
            solver.setSolution(self._as_solution(begun, lp.num_col_, raise_floor=raise_floor))
        solver.run()
        return self._read(solver, names)

    def include(self, pairs: Iterable[Pair]) -> None:
        """Make columns of these pairs too."""
        known = set(zip(self.papers.tolist(), self.people.tolist(), strict=True))
        new = sorted(set(pairs) - known)
        self.papers = np.append(self.papers, np.array([p for p, _ in new], dtype=int))
        self.people = np.append(self.people, np.array([r for _, r in new], dtype=int))

    def _among(self, pairs: Iterable[Pair]) -> NDArray[np.bool_]:
        """Which columns are these pairs."""
        marks = np.zeros(self.problem.gain.shape, dtype=bool)
        for pair in pairs:
            marks[pair] = True
        among: NDArray[np.bool_] = marks[self.papers, self.people]
        return among

    def _as_solution(self, chosen: NDArray[np.bool_], count: int, *, raise_floor: bool) -> Any:
        """All columns, as the solver wants them; where the floor is one, it is the last."""
        values = np.zeros(count)
        values[: len(chosen)] = chosen
        if raise_floor:
            problem, taken = self.problem, np.nonzero(chosen)[0]
            gain = problem.gain[self.papers[taken], self.people[taken]]
            added = np.bincount(self.papers[taken], gain, minlength=len(problem.demand))
            values[-1] = (problem.start + added)[problem.counted].min()
        solution = highspy.HighsSolution()
        solution.col_value = values.tolist()
        return solution

    def columns_near(
        self, solution: Solution, slack: float, pairs: Iterable[Pair]
    ) -> NDArray[np.int64]:
        """Those in the solution, those that would cost it no more than `slack`, and `pairs`."""
        near = self._among(pairs)
        known = slice(len(solution.reduced))
        near[known] |= (solution.reduced > -slack - TOLERANCE) | (solution.chosen > 1e-6)
        return np.nonzero(near)[0]

    def _programme(self, floor: float | None, *, raise_floor: bool, whole: bool) -> Any:
        problem, rows, pairs = self.problem, self.rows, len(self.papers)
        has_floor = raise_floor or floor is not None
        columns, where, values = self.entries(with_floor=has_floor)
        cost = (
            np.zeros(pairs) if raise_floor else problem.preference[self.papers, self.people].copy()
        )
        least = np.zeros(pairs)
        if problem.forced:
            forced = np.zeros(problem.similarity.shape, dtype=bool)
            forced[tuple(np.array(sorted(problem.forced)).T)] = True
            least[forced[self.papers, self.people]] = 1
        most = np.ones(pairs)
        low, high = self.bounds(0.0 if raise_floor else floor)
        names, slack = self._slack(low)
        for name, which in names:
            place = pairs + slack[name] + np.arange(len(which))
            columns, where = np.append(columns, place), np.append(where, which + rows.begin[name])
            values = np.append(values, np.ones(len(which)))
        extra = pairs + sum(len(which) for _, which in names)
        cost = np.append(cost, np.full(extra - pairs, -self.penalty))
        most = np.append(most, np.full(extra - pairs, INFINITY))
        if raise_floor:
            counted = problem.counted
            columns = np.append(columns, np.full(len(counted), extra))
            where = np.append(where, counted + rows.begin["floor"])
            values = np.append(values, -np.ones(len(counted)))
            cost, most, extra = np.append(cost, 1.0), np.append(most, INFINITY), extra + 1
        least = np.append(least, np.zeros(extra - pairs))
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = extra, rows.count
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, least, most
        lp.row_lower_, lp.row_upper_ = low, high
        lp.sense_ = highspy.ObjSense.kMaximize
        order = np.argsort(columns, kind="stable")
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.searchsorted(columns[order], np.arange(extra + 1))
        lp.a_matrix_.index_, lp.a_matrix_.value_ = where[order], values[order]
        if whole:
            kinds = highspy.HighsVarType
            lp.integrality_ = [kinds.kInteger] * pairs + [kinds.kContinuous] * (extra - pairs)
        return lp, names

    def _slack(
        self, low: NDArray[np.float64]
    ) -> tuple[list[tuple[str, NDArray[np.int64]]], dict[str, int]]:
        """Columns that make every problem solvable, by kind of row, and where each kind begins.

        What they fill in a solution tells what is missing.
        """
        rows = self.rows
        which = {name: np.nonzero(low[rows.part(name)] > 0)[0] for name in ("demand", "senior")}
        which["load"] = np.nonzero(self.problem.min_load > 0)[0]
        begin = np.cumsum([0, *(len(w) for w in which.values())]).tolist()
        return list(which.items()), dict(zip(which, begin, strict=False))

    def _read(self, solver: Any, names: list[tuple[str, NDArray[np.int64]]]) -> Solution:
        found, pairs = solver.getSolution(), len(self.papers)
        status = solver.getModelStatus()
        optimal = status == highspy.HighsModelStatus.kOptimal
        info = solver.getInfo()
        feasible = optimal or (
            info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        )
        values = np.asarray(found.col_value) if len(found.col_value) else np.zeros(pairs)
        short, place = {}, pairs
        for name, which in names:
            filled = values[place : place + len(which)]
            short[name] = which[filled > 1e-6] if feasible else which[:0]
            place += len(which)
        reduced = np.asarray(found.col_dual)[:pairs] if len(found.col_dual) else np.zeros(pairs)
        price = np.asarray(found.row_dual) if len(found.row_dual) else np.zeros(self.rows.count)
        value = float(info.objective_function_value)
        # A linear programme has no branches, and no bound of them.
        most = float(info.mip_dual_bound) if solver.getLp().integrality_ else value
        return Solution(
            optimal, feasible, value, most, (self.papers, self.people), values[:pairs], reduced,
            short, price,
        )  # fmt: skip

    # ---- columns that are not there yet

    def prices(self, solution: Solution, *, raise_floor: bool) -> NDArray[np.float64]:
        """What one more unit of each pair would gain (papers x reviewers); positive helps."""
        problem, rows = self.problem, self.rows
        price = {name: solution.row_price[rows.part(name)] for name in rows.sizes}
        worth = np.zeros(problem.gain.shape) if raise_floor else problem.preference.copy()
        worth -= price["demand"][:, None]
        worth -= price["load"][None, :]
        if price["floor"].any():
            worth -= problem.gain * price["floor"][:, None]
        if problem.senior is not None:
            worth -= price["senior"][:, None] * problem.senior[None, :]
        if problem.institution is not None and rows.groups:
            by_group = price["group"].reshape(-1, rows.groups)
            known = problem.institution >= 0
            worth[:, known] -= by_group[:, problem.institution[known]]
        return worth
