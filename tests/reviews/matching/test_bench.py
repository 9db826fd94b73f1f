import numpy as np

from dtms_site.management.bench import match


def test_a_made_up_problem_is_solved_without_a_conflict_or_a_gap():
    row = match.measure(match.made, 20, 8)
    assert (row["papers"], row["reviewers"], row["broken"], row["missing"]) == (20, 8, 0, 0)
    assert row["worst"] <= row["bound"]


def test_files_and_folders_of_problems_are_found(tmp_path, monkeypatch):
    for name in ("b.npz", "a.npz"):
        np.savez(tmp_path / name, sim=np.eye(2))
    places = f"{tmp_path}:{tmp_path / 'b.npz'}"
    monkeypatch.setenv(match.PROBLEMS, places)
    assert [path.stem for path in match.given()] == ["a", "b", "b"]
