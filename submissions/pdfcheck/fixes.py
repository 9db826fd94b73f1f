"""How to mend each rule, in LaTeX and in Word, with the lengths that the rules ask for."""

from __future__ import annotations

from string import Template

from .rules import RuleSet
from .words import column_count, inches, paper_name, points

# The class that fits the shipped rules; other rules name the call's own template instead.
ACM = r"\documentclass[sigconf,10pt]{acmart}"

FIXES: dict[str, dict[str, str]] = {
    "readable": {
        "latex": "Run pdflatex again from clean files and upload the PDF it writes, unencrypted. "
        "If a figure is huge, save it as an image or simplify it.",
        "word": "Use File, Save as, PDF, without a password, and upload that file.",
    },
    "page_count": {
        "latex": "Shorten the text or shrink figures. Smaller type, margins or line spacing are "
        "measured too, so they will not help.",
        "word": "Shorten the text or shrink figures. Smaller type, margins or line spacing are "
        "measured too, so they will not help.",
    },
    "paper_size": {
        "latex": "Use $template: it sets $paper. Remove other paper and geometry settings; with "
        "pdfpages or included PDFs, make those $paper too.",
        "word": "Layout, Size, $paper ($width x $height in), applied to the whole document; when "
        "printing to PDF, choose $paper as the printer's paper as well.",
    },
    "body_font": {
        "latex": r"Use $template and remove \small, \footnotesize, \scalebox and \fontsize around "
        "running text. (acmart without the option 10pt sets 9 pt.)",
        "word": "Select the running text, set it to $size or larger, its character scale to 100 %, "
        "and set the Normal style too. When printing to PDF, choose 100 %, not fit to page.",
    },
    "columns": {
        "latex": r"Use $template, which sets $columns; remove \onecolumn, \twocolumn and multicols "
        "around running text.",
        "word": "Layout, Columns: $columns, applied to all running text.",
    },
    "column_width": {
        "latex": r"Use $template with its own margins: remove geometry, fullpage, \textwidth, "
        r"\columnsep and \hsize settings. For single long lines, break the URL or formula or use "
        r"\sloppy there.",
        "word": "Layout, Columns, More Columns: width $column in, spacing $gutter in. On $paper "
        "that is a left and right margin of $margin in.",
    },
    "gutter": {
        "latex": r"Remove settings of \columnsep, or set it to $gutter in.",
        "word": "Layout, Columns, More Columns: set the spacing to $gutter in.",
    },
    "block_width": {
        "latex": r"Use $template with its own margins: remove geometry, fullpage, \textwidth and "
        r"\oddsidemargin settings.",
        "word": "Layout, Margins, Custom: left and right at least $margin in on $paper.",
    },
    "block_height": {
        "latex": r"Use $template with its own margins: remove geometry, fullpage, \textheight, "
        r"\topmargin, \enlargethispage and savetrees.",
        "word": "Layout, Margins, Custom: top and bottom together at least $head_and_foot in on "
        "$paper.",
    },
    "line_spacing": {
        "latex": r"Remove setspace, \linespread, \baselinestretch, \baselineskip and savetrees.",
        "word": "Select the running text; Paragraph, Line spacing: Single (for $size type, Exactly "
        "$leading).",
    },
    "fonts_embedded": {
        "latex": "pdflatex embeds its own fonts. Look for figures made without: export them with "
        "fonts embedded (in R: embedFonts; in MATLAB: exportgraphics; in matplotlib: "
        "pdf.fonttype 42). For bitmap text fonts, install cm-super or use lmodern.",
        "word": "File, Options, Save, Embed fonts in the file; or export as PDF/A.",
    },
    "safe": {
        "latex": "Remove packages that add scripts or attachments (media9, attachfile, embedfile, "
        "animate, insdljs, forms of hyperref), and any white or invisible text.",
        "word": "Remove form fields, macros, attached objects and white or hidden text, and export "
        "the PDF again.",
    },
}

UNMEASURED = {
    "latex": "Let LaTeX set all text as text, with Type 1 or OpenType fonts: no scans, "
    "no pages included as pictures, no text turned into outlines.",
    "word": "Use File, Save as, PDF. Neither scan the pages nor print them to a picture.",
}


def fix_for(rule: str, rules: RuleSet) -> dict[str, str]:
    """What to do about a rule that is broken, by tool."""
    lengths = _lengths(rules)
    return {tool: Template(text).substitute(lengths) for tool, text in FIXES[rule].items()}


def _lengths(rules: RuleSet) -> dict[str, object]:
    shipped = RuleSet()
    geometry = ("paper_width", "columns", "column_width", "gutter", "min_body_size")
    is_acm = all(getattr(rules, name) == getattr(shipped, name) for name in geometry)
    return {
        "template": ACM if is_acm else "the template of the call",
        "paper": paper_name(rules.paper_width, rules.paper_height),
        "width": inches(rules.paper_width),
        "height": inches(rules.paper_height),
        "size": points(rules.min_body_size),
        "leading": points(1.2 * rules.min_body_size),
        "columns": column_count(rules.columns),
        "column": inches(rules.column_width),
        "gutter": inches(rules.gutter),
        "margin": inches(max(rules.paper_width - rules.block_width, 0) / 2),
        "head_and_foot": inches(max(rules.paper_height - rules.block_height, 0)),
    }
