from celery import shared_task

from dtms_site.web import doorbell
from submissions import checks, public_checks
from submissions.services import rules


@shared_task
def check(report_id: int) -> None:
    checks.run(report_id)


@shared_task
def check_public(check_id: int) -> None:
    """Runs on a queue of its own: strangers' files wait behind nobody's submission."""
    public_checks.run(check_id)


@shared_task
def try_rules(trial_id: int) -> None:
    rules.run_trial(trial_id)


@shared_task
def judge_again(workshop_id: int) -> None:
    rules.judge_again(workshop_id)


@shared_task
def sweep() -> None:
    """Work that nobody rang for, or that a worker dropped when it died."""
    for report_id in checks.due_ids():
        doorbell.ring_now(checks.CHECK, report_id)
    for check_id in public_checks.due_ids():
        doorbell.ring_now(public_checks.CHECK, check_id)
    for trial_id in rules.due_trials():
        doorbell.ring_now(rules.TRY, trial_id)
    for workshop_id in rules.editions_to_judge_again():
        doorbell.ring_now(rules.JUDGE_AGAIN, workshop_id)


@shared_task
def forget_public_checks() -> None:
    public_checks.forget()
