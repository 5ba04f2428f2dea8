from __future__ import annotations

import pytest

from botspec.app.policies import Policies, find_policies
from botspec.app.request import RunRequest
from botspec.app.run import SpecInvalid, run
from botspec.app.validate import check_file, validate
from tests.unit.compiler.specs import RIGHT


@pytest.fixture
def repository(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    (tmp_path / "specs" / "desk").mkdir(parents=True)
    (tmp_path / "specs" / "desk" / "a.yaml").write_text(RIGHT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path, text):
    path.write_text(f"version: 1\n{text}\n")
    return path


def codes(validated):
    return [found.code for found in validated.findings]


def test_every_policy_up_to_the_repository_counts(repository):
    spec = repository / "specs" / "desk" / "a.yaml"
    write(repository / "botspec.policy.yaml", "ceilings: {max_symbols: 3}")
    write(repository / "specs" / "botspec.policy.yaml", "ceilings: {max_symbols: 9}")
    write(repository.parent / "botspec.policy.yaml", "ceilings: {max_symbols: 1}")
    assert find_policies(spec) == [repository / "specs" / "botspec.policy.yaml", repository / "botspec.policy.yaml"]
    assert codes(validate([spec])) == ["BS603"]
    (repository.parent / "botspec.policy.yaml").unlink()


def test_a_relative_path_finds_what_is_above_the_working_folder(repository, monkeypatch):
    write(repository / "botspec.policy.yaml", "ceilings: {max_symbols: 3}")
    monkeypatch.chdir(repository / "specs" / "desk")
    from pathlib import Path

    assert codes(validate([Path("a.yaml")])) == ["BS603"]


def test_a_named_policy_counts_beside_the_others(repository):
    spec = repository / "specs" / "desk" / "a.yaml"
    write(repository / "botspec.policy.yaml", "ceilings: {max_symbols: 3}")
    named = write(repository / "other.yaml", "ceilings: {capital: 5 USD}")
    assert sorted(codes(validate([spec], named))) == ["BS602", "BS603"]


def test_a_policy_in_a_folder_is_judged_as_a_policy(repository):
    write(repository / "botspec.policy.yaml", "enforcement: strict")
    validated = validate([repository])
    assert codes(validated) == ["BS106"]  # once, though specs stand under it


def test_a_missing_named_policy_lets_nothing_pass(repository):
    spec = repository / "specs" / "desk" / "a.yaml"
    assert codes(validate([spec], repository / "none.yaml")) == ["BS001"]


def test_a_run_that_a_policy_refuses_is_exit_3_and_leaves_nothing(repository):
    spec = repository / "specs" / "desk" / "a.yaml"
    write(repository / "botspec.policy.yaml", "ceilings: {max_symbols: 3}")
    with pytest.raises(SpecInvalid) as refused:
        run(RunRequest(spec, repository / "runs"), None, lambda: False)
    assert refused.value.exit_code == 3
    assert not (repository / "runs").exists()


def test_a_file_is_read_once_for_many_specs(repository):
    write(repository / "botspec.policy.yaml", "ceilings: {max_symbols: 3}")
    spec, above = repository / "specs" / "desk" / "a.yaml", Policies()
    for _ in range(2):
        above.judged(check_file(spec), spec)
    assert len(above.sources) == 1


def test_a_link_to_a_spec_is_under_the_policies_of_the_spec(repository, tmp_path_factory):
    write(repository / "botspec.policy.yaml", "ceilings: {max_symbols: 3}")
    link = tmp_path_factory.mktemp("elsewhere") / "a.yaml"
    link.symlink_to(repository / "specs" / "desk" / "a.yaml")
    assert codes(validate([link])) == ["BS603"]
