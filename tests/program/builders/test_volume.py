from program.builders.volume import Volume, in_order
from tests.program.builders.volumes import paper, volume


def test_papers_follow_each_other_page_by_page_over_all_sessions():
    made = volume(paper(3, "A", 2), paper(7, "B", 3), paper(1, "C", 1))
    assert [(p.number, p.first_page, p.last_page) for p in made.papers] == [
        (3, 1, 2), (7, 3, 5), (1, 6, 6),
    ]  # fmt: skip
    assert made.paper_pages == 6


def test_pages_are_counted_anew_each_time():
    made = volume(paper(3, "A", 2), paper(7, "B", 3))
    assert in_order(made.parts) == made.parts


def test_it_survives_the_way_into_another_process():
    made = volume()
    assert Volume.from_json(made.to_json()) == made


def test_equal_volumes_are_equal_bytes():
    assert volume().to_json() == volume().to_json()
