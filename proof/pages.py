"""No page has a barrier that axe finds, or is too wide, in the looks at it that the ordinary suite leaves out.

The pages and what must hold stand in tests/web/test_pages_in_browser.py.
"""

import subprocess
import sys


def run() -> dict[str, object]:
    """`lost` says whether something was found, or whether a page did not answer."""
    command = [sys.executable, "-m", "pytest", "-n", "0", "-m", "proof", "tests/web/test_pages_in_browser.py"]
    done = subprocess.run(command, check=False, stdout=sys.stderr)
    return {"tries": 10, "faults": 0, "lost": int(bool(done.returncode)), "doubled": 0}
