"""The scripts for bash, zsh and fish. What is completed is written into them; only files are looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from string import Template

from botspec.cli.completion import FILES, FOLDERS, RUNS, SPECS, Flag, Values, Word, quoted
from botspec.cli.shells import Shell

_BASH = Template("""\
# Completion of botspec for bash; made by: botspec --show-completion bash
_botspec_found() {
    local line
    while IFS= read -r line; do COMPREPLY+=("$$line"); done
}
_botspec_files() {
    compopt -o filenames 2>/dev/null
    case "$$1" in
        specs)
            _botspec_found < <(compgen -d -- "$$cur")
            _botspec_found < <(compgen -f -X '!*.yaml' -- "$$cur")
            _botspec_found < <(compgen -f -X '!*.yml' -- "$$cur") ;;
        folders) _botspec_found < <(compgen -d -- "$$cur") ;;
        runs)
            _botspec_found < <(compgen -W last -- "$$cur")
            _botspec_found < <(compgen -d -- "$$cur")
            _botspec_found < <(cd runs 2>/dev/null && compgen -d -- "$$cur") ;;
        files) _botspec_found < <(compgen -f -- "$$cur") ;;
    esac
}
_botspec_words() {
    _botspec_found < <(compgen -W "$$1" -- "$$cur")
}
_botspec() {
    local cur="$${COMP_WORDS[COMP_CWORD]}" previous="$${COMP_WORDS[COMP_CWORD-1]}" path="" i
    COMPREPLY=()
    for (( i = 1; i < COMP_CWORD; i++ )); do
        case "$$path $${COMP_WORDS[i]}" in
            $paths) path="$${path:+$$path }$${COMP_WORDS[i]}" ;;
        esac
    done
    case "$$path:$$previous" in
$values
    esac
    case "$$path:$$cur" in
$flags
    esac
    case "$$path" in
$takes
    esac
}
complete -F _botspec botspec
""")
_ZSH = Template("""\
#compdef botspec
# Completion of botspec for zsh; made by: botspec --show-completion zsh
_botspec_files() {
    case "$$1" in
        specs) _files -g '*.(yaml|yml)' ;;
        folders) _files -/ ;;
        runs) compadd -- last runs/*(N/:t); _files -/ ;;
        files) _files ;;
    esac
}
_botspec_words() {
    compadd -- $${=1}
}
_botspec() {
    local cur="$${words[CURRENT]}" previous="$${words[CURRENT-1]}" path="" i
    for (( i = 2; i < CURRENT; i++ )); do
        case "$$path $${words[i]}" in
            ($paths) path="$${path:+$$path }$${words[i]}" ;;
        esac
    done
    case "$$path:$$previous" in
$values
    esac
    case "$$path:$$cur" in
$flags
    esac
    case "$$path" in
$takes
    esac
}
if [ "$$funcstack[1]" = "_botspec" ]; then _botspec "$$@"; else compdef _botspec botspec; fi
""")
_NOTHING = "true"


def bash(words: Sequence[Word]) -> str:
    """For bash 4 and later."""
    return _cases(_BASH, words)


def zsh(words: Sequence[Word]) -> str:
    """For zsh, sourced or as a file named _botspec in fpath."""
    return _cases(_ZSH, words)


def _cases(template: Template, words: Sequence[Word]) -> str:
    paths = [word.path for word in words if word.path]
    return template.substitute(
        paths="|".join(f"'{path if ' ' in path else f' {path}'}'" for path in map(quoted, paths)),
        values="\n".join(line for word in words for line in _values(word)) or "        (*) ;;",
        flags="\n".join(
            f"        ('{word.path}:'-*) _botspec_words \"{' '.join(_names(word.flags))}\"; return ;;" for word in words
        ),
        takes="\n".join(f"        ('{word.path}') {_completed(word.below or word.takes)} ;;" for word in words),
    )


def _names(flags: Sequence[Flag]) -> list[str]:
    return [quoted(name) for flag in flags for name in flag.names]


def _values(word: Word) -> Iterator[str]:
    for flag in word.flags:
        if flag.values is not None:
            names = "|".join(f"'{word.path}:{quoted(name)}'" for name in flag.names)
            yield f"        ({names}) {_completed(flag.values)}; return ;;"


def _completed(values: Values) -> str:
    if isinstance(values, tuple):
        return f'_botspec_words "{" ".join(map(quoted, values))}"'
    return f"_botspec_files {values}" if values else _NOTHING


def fish(words: Sequence[Word]) -> str:
    """For fish 3 and later."""
    head = "# Completion of botspec for fish; made by: botspec --show-completion fish\ncomplete -c botspec -f\n"
    return head + "".join(f"{line}\n" for word in words for line in _fish(word, words))


def _fish(word: Word, words: Sequence[Word]) -> Iterator[str]:
    where = _fish_condition(word)
    helps = {each.path: each.help for each in words}
    for name in word.below:
        told = helps.get(f"{word.path} {name}".strip(), "")
        yield f"complete -c botspec -n {where} -a {name} -d {_fish_text(told)}"
    for flag in word.flags:
        yield f"complete -c botspec -n {where} {_fish_flag(flag)} -d {_fish_text(flag.help)}"
    if word.takes and not word.below:
        yield f"complete -c botspec -n {where} {_fish_values(word.takes)}"


def _fish_condition(word: Word) -> str:
    seen = word.path.split()
    if not seen:
        return "__fish_use_subcommand"
    conditions = [f"__fish_seen_subcommand_from {quoted(name)}" for name in seen]
    conditions += [f"not __fish_seen_subcommand_from {' '.join(word.below)}"] if word.below else []
    return f"'{'; and '.join(conditions)}'"


def _fish_flag(flag: Flag) -> str:
    names = [f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in map(quoted, flag.names)]
    if flag.values is None:
        return " ".join(names)
    return " ".join([*names, "-r" if flag.values == FILES else "-x", _fish_values(flag.values)]).strip()


def _fish_values(values: Values) -> str:
    if isinstance(values, tuple):
        return f"-a '{' '.join(map(quoted, values))}'"
    return {
        SPECS: "-a '(__fish_complete_suffix .yaml; __fish_complete_suffix .yml)'",
        FOLDERS: "-a '(__fish_complete_directories)'",
        RUNS: "-a 'last (__fish_complete_directories) (path basename runs/*/ 2>/dev/null)'",
        FILES: "-F",
    }.get(values, "")


def _fish_text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


SCRIPTS: dict[Shell, Callable[[Sequence[Word]], str]] = {Shell.BASH: bash, Shell.ZSH: zsh, Shell.FISH: fish}
