import pytest

from dtms_site.mail import catalogue, letters

SAMPLE = {"title": "Twins {reviews} and {password}", "name": "Ada"}


@pytest.mark.parametrize("key", [kind.key for kind in catalogue.kinds()])
def test_every_mail_has_a_text_that_its_kind_can_fill(key):
    subject, body = catalogue.source(key)
    kind = catalogue.kind_of(key)
    assert subject
    assert "{why}" in body
    values = {name: f"<{name}>" for name in kind.allowed}
    letter = letters.write(key, values)
    assert "{" not in letter.subject + letter.text
    assert all(len(line) <= 78 for line in letter.text.split("\n"))


def test_a_text_cannot_name_what_its_mail_does_not_offer():
    with pytest.raises(catalogue.UnknownPlaceholder, match="reviewer"):
        catalogue.check(catalogue.kind_of("submission.received"), "Dear {reviewer}")


def test_a_value_that_looks_like_a_placeholder_is_not_filled_again():
    assert catalogue.fill("{title} by {name}", SAMPLE) == "Twins {reviews} and {password} by Ada"


def test_a_line_of_nothing_but_empty_values_disappears():
    assert catalogue.fill("Dear {name},\n\n{note}\n\nThe end", {"name": "Ada", "note": ""}) == (
        "Dear Ada,\n\nThe end"
    )


def test_a_subject_is_one_line_whatever_is_put_in():
    values = {"title": "T", "number": "1\r\nBcc: all@x.example", "version": "2"}
    subject = letters.write("submission.received", values).subject
    assert "\n" not in subject
    assert "\r" not in subject


def test_the_html_part_escapes_what_people_typed():
    html = letters.as_html("Dear <script>alert(1)</script>,\n\nhttps://x.example/a", "S")
    assert "<script>" not in html
    assert 'href="https://x.example/a"' in html
