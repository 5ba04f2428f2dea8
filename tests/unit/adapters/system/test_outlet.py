"""What is said to somebody who may have gone, with real descriptors."""

import errno
import os
from pathlib import Path

import pytest

from botspec.adapters.system.outlet import Outlet

FULL = Path("/dev/full")


def test_what_somebody_reads_is_written():
    reads, writes = os.pipe()
    with Outlet(writes, "w") as outlet:
        assert outlet.write(b"held 17 GOOG\n") == 13
    assert os.read(reads, 20) == b"held 17 GOOG\n"
    os.close(reads)


@pytest.mark.parametrize("running", [True, False])
def test_what_nobody_reads_is_dropped(running):
    reads, writes = os.pipe()
    os.close(reads)
    with Outlet(writes, "w") as outlet:
        outlet.running = running
        assert outlet.write(b"held 17 GOOG\n") == 13


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_a_full_disk_ends_no_run_and_loses_no_result():
    with Outlet(FULL, "w") as outlet:
        assert outlet.write(b"a line") == 6
        outlet.running = False
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
            outlet.write(b"the result")
