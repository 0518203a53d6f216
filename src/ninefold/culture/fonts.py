"""The fonts that a brand may choose: those that come with Ninefold, and stacks of what readers' machines have.

Pages load the former from the install; mail names them first and falls back, since most readers of mail load no font.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Font:
    """A font by name with its stack for CSS. `file` is how its files begin in the install, "" where it brings none."""

    name: str
    stack: str
    file: str = ""

    @property
    def quoted_once(self) -> str:
        """The stack as it may stand in an attribute: with single quotation marks."""
        return self.stack.replace('"', "'")


FONTS = {
    "source-serif": Font("Source Serif 4", '"Source Serif 4",Georgia,"DejaVu Serif",serif', "source-serif-4"),
    "inter": Font("Inter", 'Inter,ui-sans-serif,system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif', "inter"),
    "jetbrains-mono": Font("JetBrains Mono", '"JetBrains Mono",ui-monospace,Menlo,"DejaVu Sans Mono",monospace',
                           "jetbrains-mono"),
    "system": Font("The reader's own", 'system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif'),
    "helvetica": Font("Helvetica", '"Helvetica Neue",Helvetica,Arial,"Liberation Sans",sans-serif'),
    "verdana": Font("Verdana", 'Verdana,Geneva,"DejaVu Sans",sans-serif'),
    "trebuchet": Font("Trebuchet", '"Trebuchet MS","Lucida Grande",Tahoma,"DejaVu Sans",sans-serif'),
    "georgia": Font("Georgia", 'Georgia,"Times New Roman","DejaVu Serif",serif'),
    "palatino": Font("Palatino", '"Palatino Linotype",Palatino,"Book Antiqua",Georgia,serif'),
    "courier": Font("Courier", '"Courier New",Courier,"Liberation Mono",monospace'),
}  # fmt: skip
HEADING, BODY = "source-serif", "system"  # what pages have where nothing is chosen
