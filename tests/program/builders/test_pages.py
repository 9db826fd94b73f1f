from program.builders import pages
from program.builders.volume import Committee, Person
from tests.program.builders.volumes import HOSTILE, paper, volume


def test_nothing_that_people_wrote_is_html():
    made = volume(
        paper(3, HOSTILE, 2, "Bobby <b>Tables</b>"),
        title=HOSTILE, event=HOSTILE, place=HOSTILE, held=HOSTILE, kicker=HOSTILE,
        publisher=HOSTILE, isbn=HOSTILE, rights=HOSTILE, contact=HOSTILE, editors=(HOSTILE,),
        short_name="<DT>", committees=(Committee(HOSTILE, (Person(HOSTILE, HOSTILE, HOSTILE),)),),
    )  # fmt: skip
    html = pages.front_matter(made) + pages.author_index(made) + pages.feet(made)
    assert "<script" not in html
    assert "<b>" not in html
    assert "<DT>" not in html
    assert html.count("&lt;script&gt;") >= 12


def test_contents_name_session_chair_page_title_and_authors():
    html = pages.front_matter(volume())
    contents = html[html.index('id="contents"') :]
    assert contents.index("Session 1 · Honest") < contents.index("Elif Saydan")
    assert contents.index("Elif Saydan") < contents.index("A Twin That Knows")
    assert '<div class="page">3</div>' in contents
    assert "Łucja Dębogórski" in contents


def test_the_index_gathers_the_papers_of_an_author():
    made = volume(paper(3, "A", 2), paper(7, "B", 3), paper(9, "C", 1, "Zoe Ö", "Ada Brekkestad"))
    index = pages.author_index(made)
    assert index.index("Brekkestad, Ada") < index.index("Ö, Zoe")
    assert "Brekkestad, Ada&ensp;" in index
    assert [index.count(f'">{page}</a>') for page in (1, 3, 6)] == [1, 1, 2]


def test_feet_have_the_number_on_the_outside():
    html = pages.feet(volume(paper(3, "A", 2)))
    assert html.count('class="foot odd"') == 1
    assert '<div class="foot even"><span class="name">DTMS ’27 · Digital Twins' in html
