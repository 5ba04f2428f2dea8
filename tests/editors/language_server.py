"""yaml-language-server, driven by messages over its standard input and output as an editor drives it."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from threading import Timer
from typing import Any, Self

VERSION = "1.25.0"
LONGEST = 90  # seconds until a server that no longer answers is ended
CARET = "‸"
SETTINGS = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}


def installed() -> Path | str:
    """The server's program, installed once into a folder for temporary files, or why it cannot be had."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return "node and npm are not on this machine"
    folder = Path(tempfile.gettempdir()) / f"botspec-yaml-language-server-{VERSION}"
    program = folder / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
    if not program.exists():
        words = [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", f"yaml-language-server@{VERSION}"]
        try:
            done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
        except subprocess.TimeoutExpired:
            return "npm did not answer in time"
        if done.returncode or not program.exists():
            return "yaml-language-server could not be installed: the registry was not reached"
    return program


class LanguageServer:
    """One server and the documents opened in it. Positions are given by a caret in the text."""

    def __init__(self, program: Path, folder: Path) -> None:
        self._process = subprocess.Popen(
            ["node", str(program), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._watch = Timer(LONGEST, self._process.kill)
        self._folder = folder
        self._number = 0
        self.diagnostics: dict[str, list[str]] = {}

    def __enter__(self) -> Self:
        self._watch.start()
        can = {"completion": {"completionItem": {"documentationFormat": ["markdown"], "snippetSupport": True}}}
        capabilities = {"textDocument": {**can, "hover": {"contentFormat": ["markdown"]}}}
        self._ask("initialize", {"processId": None, "rootUri": self._folder.as_uri(), "capabilities": capabilities})
        self._send({"method": "initialized", "params": {}})
        self._send({"method": "workspace/didChangeConfiguration", "params": {"settings": {"yaml": SETTINGS}}})
        return self

    def __exit__(self, *_: object) -> None:
        self._watch.cancel()
        self._process.kill()
        self._process.communicate()

    def completion(self, text: str) -> dict[str, str]:
        """What is offered at the caret: labels and what is said about each."""
        answer = self._at_caret("textDocument/completion", text)
        return {item["label"]: _words(item.get("documentation")) for item in answer["items"]}

    def hover(self, text: str) -> str:
        """What is said about the word at the caret."""
        return _words(self._at_caret("textDocument/hover", text)["contents"])

    def mistakes(self, text: str) -> list[str]:
        """What is underlined in a text."""
        uri = self._open(text)
        self._ask("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
        while uri not in self.diagnostics:
            self._hear(self._receive())
        return self.diagnostics[uri]

    def _at_caret(self, method: str, text: str) -> Any:
        before, _, after = text.partition(CARET)
        position = {"line": before.count("\n"), "character": len(before) - (before.rfind("\n") + 1)}
        uri = self._open(before + after)
        return self._ask(method, {"textDocument": {"uri": uri}, "position": position})

    def _open(self, text: str) -> str:
        self._number += 1
        uri = (self._folder / "specs" / f"spec-{self._number}.yaml").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        return uri

    def _ask(self, method: str, params: dict[str, Any]) -> Any:
        self._number += 1
        mine = self._number
        self._send({"id": mine, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == mine and "method" not in message:
                return message["result"]
            self._hear(message)

    def _hear(self, message: dict[str, Any]) -> None:
        """The server asks for settings, and tells what it underlines."""
        if message.get("method") == "textDocument/publishDiagnostics":
            params = message["params"]
            self.diagnostics[params["uri"]] = [each["message"] for each in params["diagnostics"]]
        elif "id" in message and "method" in message:
            wanted = message["params"].get("items", []) if message["method"] == "workspace/configuration" else []
            answer = [SETTINGS if item.get("section") == "yaml" else None for item in wanted]
            self._send({"id": message["id"], "result": answer or None})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the language server has ended"
        return dict(json.loads(self._process.stdout.read(length)))


def _words(said: Any) -> str:
    return str(said.get("value", "")) if isinstance(said, dict) else str(said or "")
