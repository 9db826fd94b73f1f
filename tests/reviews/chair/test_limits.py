import pytest

from reviews.models import ReviewerProfile

pytestmark = pytest.mark.django_db


def test_a_chair_sets_how_much_a_member_takes_and_who_is_senior(sign_in, world):
    client = sign_in(world.chen_chair)
    nina = world.nina_unassigned.pk
    world.workshop.reviewer_profiles.create(user=world.nina_unassigned, expertise="Radio.")
    client.post("/dtms/chair/limits/", {f"m{nina}-most_papers": "2", f"m{nina}-is_senior": "on"})
    profile = ReviewerProfile.objects.get()
    assert (profile.most_papers, profile.is_senior, profile.expertise) == (2, True, "Radio.")


@pytest.mark.parametrize("most", ["-1", "x", "99999999999999999999"])
def test_a_limit_is_a_small_number(sign_in, world, most):
    data = {f"m{world.nina_unassigned.pk}-most_papers": most}
    assert sign_in(world.chen_chair).post("/dtms/chair/limits/", data).status_code == 422
    assert not ReviewerProfile.objects.exists()


def test_the_page_takes_the_same_queries_for_few_members_and_for_all(
    sign_in, world, django_assert_num_queries
):
    client = sign_in(world.chen_chair)
    world.workshop.reviewer_profiles.create(user=world.nina_unassigned)
    with django_assert_num_queries(7):
        client.get("/dtms/chair/limits/")
    for person in (world.rex_reviewer, world.lena_lead):
        world.workshop.reviewer_profiles.create(user=person)
    with django_assert_num_queries(7):
        client.get("/dtms/chair/limits/")
