"""What people typed about themselves and their papers is no link in anybody's mail."""

import re

import pytest

from dtms_site import clock
from dtms_site.mail import letters
from dtms_site.mail.harmless import harmless
from dtms_site.mail.models import OutboxMessage
from tests.editions import OPEN, complete, draft, make_edition

EVIL = re.compile(r"(?i)evil\.example|href=[\"'][^\"']*evil")


@pytest.mark.parametrize("link", [
    "http://evil.example/x", "HTTPS://EVIL.example", "www.evil.example", "mailto:a@evil.example",
    "javascript://evil.example", "//evil.example/x", "http://good.example@evil.example",
    "ftp://evil.example", "see(http://evil.example)",
])  # fmt: skip
def test_no_kind_of_link_survives_in_a_name_or_a_title(link):
    values = harmless({"contact": f"Click {link} now", "title": link, "paper_url": "http://here/1"})
    html = letters.as_html("\n\n".join(values.values()), "x")
    assert not EVIL.search(html)
    assert "href" not in html.replace('href="http://here/1"', "")


def test_words_with_dots_and_colons_stay_as_they_are():
    words = "Node.js: a twin of 3.5 GHz, e.g. of C/C++ 1.2"
    assert harmless({"title": words}) == {"title": words}


def test_no_name_is_as_long_as_a_letter_and_a_chairs_words_keep_their_links():
    found = harmless(
        {"contact": "A" * 500, "words": "See https://forms.example/x", "url": "http://x.y/"}
    )
    assert len(found["contact"]) == 80
    assert found["words"] == "See https://forms.example/x"
    assert found["url"] == "http://x.y/"


@pytest.mark.django_db
def test_an_invitation_to_a_third_person_leads_only_to_this_site(ada_author, cora_coauthor):
    ada_author.family_name = "Click http://evil.example to confirm"
    ada_author.save()
    paper = complete(draft(make_edition(), ada_author), ada_author,
                     title="Win at www.evil.example")  # fmt: skip
    from submissions.models import Author
    from submissions.services.lifecycle import submit

    Author.objects.create(submission=paper, order=2, email="third@farol.example",
                          given_name="T", family_name="Hird", affiliation="Farol")  # fmt: skip
    with clock.at(OPEN):
        submit(paper=paper, by=ada_author)
    mail = OutboxMessage.objects.get(kind="submission.coauthor_added")
    html = letters.as_html(mail.text, mail.subject)
    assert not EVIL.search(mail.subject + mail.text + html)
    assert re.findall(r'href="([^"]+)"', html) == [
        a for a in re.findall(r'href="([^"]+)"', html) if a.startswith("http://localhost:8000/")
    ]
