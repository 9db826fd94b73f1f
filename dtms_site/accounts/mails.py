from dtms_site.mail.catalogue import register as kind


def register() -> None:
    asked = "somebody, most likely you, asked for it on the sign-in page"
    for key in ("account.code", "account.verify"):
        kind(key, "code", "address", why=asked, urgent=True, secret=True)
    kind("account.reset", "link", "address", why=asked, urgent=True, secret=True)
    for key in ("account.exists", "account.unknown"):
        kind(key, "address", why=asked, urgent=True)
    kind(
        "account.changed", "change", "when", "where",
        why="we tell you of every change to how your account is opened", urgent=True,
    )  # fmt: skip
    kind(
        "privacy.export_ready", "when", "where", urgent=True,
        why="we tell you whenever a copy of your data is made",
    )  # fmt: skip
    kind(
        "privacy.deleted", why="somebody who was signed in as you closed your account", urgent=True,
    )  # fmt: skip
    kind("account.operator", why="whoever runs this site made you an operator", urgent=True)
