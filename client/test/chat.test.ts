import assert from "node:assert/strict";
import { test } from "node:test";
import { pieces } from "../src/session/chat.ts";

test("web addresses can be opened, the text around them stays", () => {
  assert.deepEqual(pieces("Voir https://exemple.fr/a?b=1, puis (http://x.org)."), [
    { text: "Voir ", href: null },
    { text: "https://exemple.fr/a?b=1", href: "https://exemple.fr/a?b=1" },
    { text: ", puis (", href: null },
    { text: "http://x.org", href: "http://x.org/" },
    { text: ").", href: null },
  ]);
});

test("nothing else becomes a link", () => {
  for (const text of ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "exemple.fr", "<a href=x>", ""]) {
    assert.ok(pieces(text).every((piece) => piece.href === null), text);
    assert.equal(pieces(text).map((piece) => piece.text).join(""), text);
  }
});
