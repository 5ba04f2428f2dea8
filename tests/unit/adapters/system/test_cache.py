from pathlib import Path

import pytest

from botspec.adapters.system.cache import cache_root


@pytest.mark.parametrize(
    ("environment", "where"),
    [
        ({"BOTSPEC_CACHE": "/big/disk", "XDG_CACHE_HOME": "/x"}, "/big/disk/history"),
        ({"XDG_CACHE_HOME": "/x", "HOME": "/h/a"}, "/x/botspec/history"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/h/a"}, "/h/a/.cache/botspec/history"),
        ({"HOME": "/h/a"}, "/h/a/.cache/botspec/history"),
    ],
)
def test_where_history_is_kept(environment, where):
    assert cache_root(environment) == Path(where)
