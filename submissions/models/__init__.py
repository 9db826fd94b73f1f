from submissions.models.checking import (
    FormatMeasurement,
    FormatReport,
    FormatRules,
    FormatWaiver,
    PublicCheck,
    RulesTrial,
)
from submissions.models.papers import Author, Conflict, DeclarationAnswer, PaperVersion, Submission

__all__ = [
    "Author",
    "Conflict",
    "DeclarationAnswer",
    "FormatMeasurement",
    "FormatReport",
    "FormatRules",
    "FormatWaiver",
    "PaperVersion",
    "PublicCheck",
    "RulesTrial",
    "Submission",
]
