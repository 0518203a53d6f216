"""The child process: one document with its data comes in as JSON, one PDF goes out. It loads nothing of the studio.

Data reaches the document as data (`sys.inputs`), never as markup. The PDF is tagged and meets PDF/UA-1, but where a
character is in none of the fonts: then it is made without that promise.
"""

import json
import sys
from pathlib import Path
from typing import Literal

import typst

FONTS = Path(__file__).parent / "fonts"


def printed(document: bytes, data: str) -> bytes:
    """The PDF of a Typst document that reads `data`, a JSON text, from its input `data`."""
    try:
        return _compiled(document, data, "ua-1")
    except typst.TypstError:
        return _compiled(document, data)


def _compiled(document: bytes, data: str, *standards: Literal["ua-1"]) -> bytes:
    return typst.compile(
        document,
        format="pdf",
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)]),
        sys_inputs={"data": data},
        pdf_standards=list(standards),
    )


def main() -> None:
    """Read {"document", "data"} from standard input, write the PDF to standard output."""
    asked = json.load(sys.stdin)
    sys.stdout.buffer.write(printed(asked["document"].encode(), json.dumps(asked["data"])))


if __name__ == "__main__":
    main()
