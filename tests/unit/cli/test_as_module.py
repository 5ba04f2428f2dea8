"""`python -m botspec` is the command, where its script is not on the path."""

import subprocess
import sys


def test_python_m_botspec_is_botspec() -> None:
    done = subprocess.run([sys.executable, "-m", "botspec", "--version"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("botspec 0.")
