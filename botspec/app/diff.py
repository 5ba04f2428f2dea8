"""`botspec diff`: two states of specs, from folders or from git, compared under the policy of the first."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from botspec.adapters.system.git import NotInGit, Repository, repository
from botspec.app.policies import FILE, find_policies, is_policy, read_policy_file, today
from botspec.app.spec_names import SUFFIXES, ids_in, may_be_spec, past_ids_in
from botspec.compiler.check import Checked, check
from botspec.compiler.context import Context
from botspec.diagnostics.source import TOP
from botspec.gitops.category import Category
from botspec.gitops.change import Change, Side
from botspec.gitops.compare import Comparison, SpecDiff, compare
from botspec.gitops.judge import Judgement, all_waivers, judge
from botspec.gitops.policy_changes import policy_changes
from botspec.gitops.read_policy import PolicyRead, read_policy
from botspec.spec.text import MOST_BYTES

SINGLE = "spec.yaml"


class NoSuchState(Exception):
    """A file, folder or commit to compare that is not there (exit 2)."""


@dataclass(frozen=True, slots=True)
class State:
    """Texts by their path below a common root. `name` says which side it is; `prefix` stands before its paths.

    `everywhere` are policies from above the root; `shown` are paths that are shown otherwise.
    """

    name: str
    texts: Mapping[str, bytes]
    prefix: str = ""
    everywhere: tuple[PolicyRead, ...] = ()
    shown: Mapping[str, str] = field(default_factory=dict)

    def path(self, key: str) -> str:
        """A path as a reader may open it."""
        return self.shown.get(key, f"{self.prefix}{key}")

    def policies(self) -> dict[str, PolicyRead]:
        """Every policy below the root, by path."""
        return {key: read_policy(self.path(key), text) for key, text in sorted(self.texts.items()) if _policy(key)}


def diff_paths(old: Path, new: Path) -> Comparison:
    """Two files, or two folders. Raises NoSuchState."""
    for path in (old, new):
        if not path.exists():
            raise NoSuchState(f"{path}: there is no such file or folder")
    if old.is_dir() != new.is_dir():
        raise NoSuchState(f"{old} and {new} are not both files or both folders")
    return compared(_from_disk(old), _from_disk(new))


def folder_of(spec: SpecDiff) -> Path:
    """The folder that relative data paths of a spec start from."""
    return Path(spec.path).parent


def diff_base(base: str, paths: Sequence[Path]) -> Comparison:
    """The working tree against a commit: specs since the two parted, judged under the newest policy of `base`.

    Raises NoSuchState.
    """
    try:
        return _diff_base(base, paths or (Path(),))
    except NotInGit as error:
        raise NoSuchState(str(error)) from error


def _diff_base(base: str, paths: Sequence[Path]) -> Comparison:
    tree = repository(paths[0])
    tip = tree.commit(base)
    parted = tree.merge_base(tip)
    below = [tree.name(path) if path.resolve() != tree.root else "" for path in paths]
    new = _worked(tree, paths, below)
    was = [*below, *_moved_in(tree, parted, below, new)]
    return compared(_committed(tree, parted, base, was), new, _committed(tree, tip, base, was))


def _moved_in(tree: Repository, commit: str, below: Sequence[str], new: State) -> list[str]:
    """Files elsewhere that are gone and whose bot stands in `new`: it was moved here, and is no new bot."""
    texts = [text for key, text in new.texts.items() if not _policy(key)]
    here = {bot for text in texts for bot in ids_in(text) | past_ids_in(text)}
    gone = (path for path in tree.listing(commit, [""]) if may_be_spec(path) and not (tree.root / path).exists())
    elsewhere = [path for path in gone if not any(PurePosixPath(path).is_relative_to(each) for each in below)]
    return [path for path in elsewhere if here & ids_in(tree.blob(commit, path))]


def compared(old: State, new: State, judged_by: State | None = None) -> Comparison:
    """What differs; texts that are the same byte for byte are not even read."""
    judging = judged_by or old
    alike = {key for key in old.texts.keys() & new.texts.keys() if old.texts[key] == new.texts[key]}
    before, after = _checked(old, alike), _checked(new, alike)
    policies, day = judging.policies(), today()

    def judgement(context: Context, keys: tuple[str, ...]) -> Judgement:
        over = {read.source.path: read for key in keys for read in _over(key, policies)}
        return judge(context, [*over.values(), *judging.everywhere], day)

    was, now = old.policies(), new.policies()
    changed = tuple(
        change for key in {**was, **now} if key not in alike for change in policy_changes(was.get(key), now.get(key))
    )
    read = [*policies.values(), *was.values(), *now.values(), *judging.everywhere]
    texts = [*(each.source for each in (*before.values(), *after.values())), *(each.source for each in read)]
    waivers = tuple(all_waivers([*now.values(), *new.everywhere]))
    specs = compare(before, after, judgement)
    changed += tuple(_left(spec, was, now) for spec in specs if _left_behind(spec, was, now))
    return Comparison(judging.name, new.name, specs, changed, waivers, {each.path: each for each in texts})


def _left_behind(spec: SpecDiff, was: Mapping[str, PolicyRead], now: Mapping[str, PolicyRead]) -> list[PolicyRead]:
    """Policies that a spec is no longer under, because it moved."""
    before, after = spec.keys
    if before is None or after is None or before == after:
        return []
    here = {read.source.text for read in _over(after, now)}
    return [read for read in _over(before, was) if read.source.text not in here]


def _left(spec: SpecDiff, was: Mapping[str, PolicyRead], now: Mapping[str, PolicyRead]) -> Change:
    gone = [Side(read.source.path, TOP) for read in _left_behind(spec, was, now)]
    place = Side(spec.path, TOP)
    note = f"{spec.bot} moved out from under it"
    return Change(Category.POLICY_LOOSENED, (), "policy", gone[0].file, None, gone[0], place, note)


def _checked(state: State, alike: Collection[str]) -> dict[str, Checked]:
    wanted = {key: text for key, text in sorted(state.texts.items()) if key not in alike and not _policy(key)}
    return {key: check(state.path(key), text) for key, text in wanted.items()}


def _over(key: str, policies: Mapping[str, PolicyRead]) -> list[PolicyRead]:
    """Policies in the folders above a path, the nearest first."""
    folders = PurePosixPath(key).parents
    return [policies[at] for folder in folders if (at := str(folder / FILE)) in policies]


def _policy(key: str) -> bool:
    return is_policy(Path(key))


def _is_text(path: str, content: bytes) -> bool:
    """A policy has its name; a spec is whatever could be one, however it is written: better one too many."""
    if _policy(path):
        return True
    if not may_be_spec(path):
        return False
    plain = all(re.search(rb"^%s:" % key, content, re.MULTILINE) for key in (b"version", b"id"))
    return plain or all(key in content for key in (b"version", b"universe", b"strategy"))


def _from_disk(path: Path) -> State:
    above = tuple(read_policy_file(each) for each in find_policies(path if path.is_file() else path / FILE))
    if path.is_file():
        return State(path.as_posix(), {SINGLE: _bytes(path)}, everywhere=above, shown={SINGLE: path.as_posix()})
    files = {each.relative_to(path).as_posix(): each for each in _yaml(path)}
    texts = {key: _bytes(file) for key, file in files.items()}
    kept = {key: text for key, text in texts.items() if _is_text(key, text)}
    outside = tuple(read for read in above if Path(read.source.path).parent.resolve() != path.resolve())
    return State(path.as_posix(), kept, f"{path.as_posix().rstrip('/')}/", outside)


def _yaml(folder: Path) -> list[Path]:
    return sorted(
        file
        for file in folder.rglob("*")
        if file.suffix in SUFFIXES and file.is_file() and ".git" not in file.relative_to(folder).parts
    )


def _committed(tree: Repository, commit: str, name: str, below: Sequence[str]) -> State:
    wanted = [path for path in tree.listing(commit, below) if path.endswith(SUFFIXES)]
    wanted += [path for path in tree.listing(commit, _policies_above(below)) if path not in wanted]
    texts = {path: tree.blob(commit, path) for path in wanted}
    kept = {path: text for path, text in texts.items() if path in below or _is_text(path, text)}
    return State(name, kept, f"{name}:")


def _worked(tree: Repository, paths: Sequence[Path], below: Sequence[str]) -> State:
    files = [file for path in paths for file in ([path] if path.is_file() else _yaml(path))]
    found = {tree.name(file): file for file in files}
    found |= {name: tree.root / name for name in _policies_above(below) if (tree.root / name).is_file()}
    texts = {name: _bytes(file) for name, file in sorted(found.items())}
    kept = {name: text for name, text in texts.items() if name in below or _is_text(name, text)}
    return State("the working tree", kept, shown={name: _near(file) for name, file in found.items()})


def _near(file: Path) -> str:
    """As a person would type it from here, where that is shorter."""
    try:
        return file.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return file.as_posix()


def _policies_above(below: Sequence[str]) -> list[str]:
    """Where policies over these paths may stand."""
    folders = [folder for path in below for folder in (PurePosixPath(path), *PurePosixPath(path).parents)]
    return list(dict.fromkeys(str(folder / FILE) for folder in folders))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise NoSuchState(f"{path}: it cannot be read ({error.strerror})") from error
