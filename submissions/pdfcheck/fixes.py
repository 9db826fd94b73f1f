"""How to mend each rule, in LaTeX and in Word."""

from __future__ import annotations

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
        "latex": r"Use \documentclass[sigconf,10pt]{acmart}: it sets US Letter. Remove a4paper and "
        "geometry settings; with pdfpages or included PDFs, make those US Letter too.",
        "word": "Layout, Size, Letter (8.5 x 11 in), applied to the whole document; when printing "
        "to PDF, choose Letter as the printer's paper as well.",
    },
    "body_font": {
        "latex": r"Use \documentclass[sigconf,10pt]{acmart} (without 10pt it sets 9 pt) and remove "
        r"\small, \footnotesize and \fontsize around running text.",
        "word": "Select the running text, set it to 10 pt or larger, and set the Normal style too. "
        "When printing to PDF, choose 100 %, not fit to page.",
    },
    "columns": {
        "latex": r"Use \documentclass[sigconf,10pt]{acmart}, which has two columns; remove "
        r"\onecolumn and multicols around running text.",
        "word": "Layout, Columns, Two, applied to all running text.",
    },
    "column_width": {
        "latex": r"Use acmart's own margins: remove geometry, fullpage, \textwidth, \columnsep and "
        r"\hsize settings. For single long lines, break the URL or formula or use \sloppy there.",
        "word": "Layout, Columns, More Columns: width 3.33 in, spacing 0.33 in. On Letter paper "
        "that is a left and right margin of 0.75 in.",
    },
    "gutter": {
        "latex": r"Remove settings of \columnsep; acmart sets it to 24 TeX points (0.33 in).",
        "word": "Layout, Columns, More Columns: set the spacing to 0.33 in.",
    },
    "block_width": {
        "latex": r"Use acmart's own margins: remove geometry, fullpage, \textwidth and "
        r"\oddsidemargin settings.",
        "word": "Layout, Margins, Custom: left and right at least 0.75 in on Letter paper.",
    },
    "block_height": {
        "latex": r"Use acmart's own margins: remove geometry, fullpage, \textheight, \topmargin, "
        r"\enlargethispage and savetrees.",
        "word": "Layout, Margins, Custom: top and bottom together at least 1.75 in on Letter "
        "paper.",
    },
    "line_spacing": {
        "latex": r"Remove setspace, \linespread, \baselinestretch, \baselineskip and savetrees; "
        "acmart sets 10 on 12 pt.",
        "word": "Select the running text; Paragraph, Line spacing: Single (for 10 pt type, Exactly "
        "12 pt).",
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
