"""What git says of files: read only, without hooks, without locks, without configuration of the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_PATIENCE_SECONDS = 10
_NO_COMMIT, _NO_REPOSITORY = "Needed a single revision", "not a git repository"
_OTHERS = b"dubious ownership"
_SHALLOW = (
    "this clone does not reach back to where its branch began: git fetch --unshallow (in a workflow: fetch-depth: 0)"
)
_SETTINGS = ("core.fsmonitor=false", "core.hooksPath=/dev/null", "log.showSignature=false")


class NotInGit(Exception):
    """No repository, no git, or no such commit or file; says which."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A work tree."""

    root: Path

    def commit(self, name: str = "HEAD") -> str:
        """Full id of the commit that `name` means. Raises NotInGit."""
        try:
            return _asked(self.root, "rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}").strip()
        except NotInGit as error:
            if _NO_COMMIT not in str(error):
                raise
            raise NotInGit(self._no_commit(name)) from None

    def _no_commit(self, name: str) -> str:
        if not _run(self.root, "rev-list", "--all", "--max-count=1"):
            return f"the repository {self.root} has no commit yet: git add the specs, then git commit"
        return f"git knows no commit or branch '{name}' here; git fetch origin may bring it"

    def branch(self) -> str | None:
        """Name of the branch that is checked out; None for a bare commit."""
        try:
            return _asked(self.root, "symbolic-ref", "--short", "-q", "HEAD").strip()
        except NotInGit:
            return None

    def changed(self, paths: Sequence[Path]) -> tuple[str, ...]:
        """Those of `paths` that are not, byte for byte, as the commit that is checked out has them.

        The bytes are compared here: nothing that git is told to overlook is overlooked.
        """
        return tuple(self.name(path) for path in paths if not self._as_committed(path))

    def _as_committed(self, path: Path) -> bool:
        try:
            return self.content("HEAD", path) == path.read_bytes()
        except (NotInGit, OSError):
            return False

    def contains(self, branch: str, commit: str) -> bool:
        """True when `commit` is on `branch` as the remote has it, or here when there is no remote of it."""
        for reference in (f"refs/remotes/origin/{branch}", f"refs/heads/{branch}"):
            if _tried(self.root, "show-ref", "--verify", "--quiet", reference):
                return _tried(self.root, "merge-base", "--is-ancestor", commit, reference)
        return False

    def content(self, commit: str, path: Path) -> bytes:
        """A file as a commit has it. Raises NotInGit."""
        exact, name = self.commit(commit), self.name(path)
        try:
            return _run(self.root, "cat-file", "blob", f"{exact}:{name}")
        except NotInGit:
            raise NotInGit(f"{name} is not in commit {exact[:12]}") from None

    def listing(self, commit: str, below: Sequence[str]) -> tuple[str, ...]:
        """The files of a commit in these folders, or of these names; "" is the whole tree. Raises NotInGit."""
        words = () if "" in below else ("--", *below)
        told = _run(self.root, "ls-tree", "-r", "-z", "--name-only", "--full-tree", self.commit(commit), *words)
        return tuple(name for name in told.decode("utf-8", "surrogateescape").split("\0") if name)

    def blob(self, commit: str, name: str) -> bytes:
        """A file as a commit has it, by its name in git. Raises NotInGit."""
        return _run(self.root, "cat-file", "blob", f"{commit}:{name}")

    def merge_base(self, commit: str) -> str:
        """Where what is checked out parted from `commit`; `commit` itself when they have nothing in common.

        Raises NotInGit where the clone is too shallow to tell.
        """
        try:
            return _asked(self.root, "merge-base", commit, "HEAD").strip()
        except NotInGit:
            if _asked(self.root, "rev-parse", "--is-shallow-repository").strip() != "true":
                return commit
        raise NotInGit(_SHALLOW)

    def author(self, path: Path) -> str | None:
        """Name and address of whoever changed the file last; None when it was never committed."""
        return _asked(self.root, "log", "-1", "--format=%an <%ae>", "--", self.name(path)).strip() or None

    def last_change(self, path: Path, commit: str = "HEAD") -> tuple[str, str, str] | None:
        """Id, author and subject of the commit that changed the file last, looking back from `commit`."""
        words = ("log", "-1", "--format=%H%x1f%an <%ae>%x1f%s", self.commit(commit), "--", self.name(path))
        found = _asked(self.root, *words).strip().split("\x1f")
        return (found[0], found[1], found[2]) if len(found) == len(("id", "author", "subject")) else None

    def name(self, path: Path) -> str:
        """`path` as git names it. Raises NotInGit when it lies elsewhere."""
        try:
            return (path.parent.resolve() / path.name).relative_to(self.root).as_posix()
        except ValueError:
            raise NotInGit(f"{path} is not in the repository {self.root}") from None


def repository(path: Path) -> Repository:
    """The repository that `path` (a file or folder) lies in. Raises NotInGit."""
    folder = path if path.is_dir() else path.parent
    try:
        return Repository(Path(_asked(folder, "rev-parse", "--show-toplevel").rstrip("\n")).resolve())
    except NotInGit as error:
        if _NO_REPOSITORY not in str(error):
            raise
        raise NotInGit(f"{path} lies in no git repository: use its clone, or git init and git commit here") from None


def identity(folder: Path) -> str | None:
    """Who git says works here: `Name <address>`."""
    home = os.environ.get("HOME", "")
    try:
        name, address = (_run(folder, "config", key, home=home).decode().strip() for key in ("user.name", "user.email"))
    except (NotInGit, UnicodeDecodeError):
        return None
    return f"{name} <{address}>"


def _asked(folder: Path, *words: str) -> str:
    return _run(folder, *words).decode("utf-8", "replace")


def _tried(folder: Path, *words: str) -> bool:
    try:
        _run(folder, *words)
    except NotInGit:
        return False
    return True


def _run(folder: Path, *words: str, home: str = "", trusted: tuple[str, ...] = ()) -> bytes:
    program = shutil.which("git")
    if program is None:
        raise NotInGit("git is not installed")
    settings = [word for setting in (*_SETTINGS, *trusted) for word in ("-c", setting)]
    command = [program, *settings, "-C", str(folder), *words]
    environment = {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}
    environment |= {"HOME": home} if home else {}
    try:
        done = subprocess.run(  # noqa: S603 - fixed words, no shell
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInGit(f"git did not answer ({type(error).__name__})") from None
    if done.returncode != 0:
        if _OTHERS in done.stderr and not trusted and (theirs := _trusted()):
            return _run(folder, *words, home=home, trusted=theirs)
        raise NotInGit(_first_line(done.stderr) or f"git {words[0]} said no")
    return done.stdout


def _trusted() -> tuple[str, ...]:
    """Folders of others that this person told git to trust, as in containers of CI; no other setting counts."""
    home = os.environ.get("HOME", "")
    try:
        told = _run(Path("/"), "config", "--global", "--get-all", "safe.directory", home=home)
    except NotInGit:
        return ()
    return tuple(f"safe.directory={each}" for each in told.decode("utf-8", "replace").splitlines() if each)


def _first_line(told: bytes) -> str:
    lines = told.decode("utf-8", "replace").strip().splitlines()
    return lines[0] if lines else ""
