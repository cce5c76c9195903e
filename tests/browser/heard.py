"""What a page says to somebody who hears it, as far as a rule can tell.

axe-core finds what is broken; this finds what is useless: ten buttons with one name, a table that
is not said what it is, a key read as part of a name. Links in a row are told apart by their row.
"""

HEARD = r"""() => {
  const found = [];
  const shown = (n) => n.checkVisibility({ visibilityProperty: true });
  const clean = (t) => t.replace(/\s+/g, " ").trim();
  const short = (n) => n.outerHTML.slice(0, 120);
  const byId = (id) => document.getElementById(id)?.textContent ?? "";
  const said = (ids) => ids.split(" ").map(byId).join(" ");
  const nameOf = (n) => {
    if (n.getAttribute("aria-label")) return clean(n.getAttribute("aria-label"));
    if (n.getAttribute("aria-labelledby")) return clean(said(n.getAttribute("aria-labelledby")));
    const copy = n.cloneNode(true);
    for (const gone of copy.querySelectorAll("[aria-hidden=true]")) gone.remove();
    return clean(copy.textContent || n.title || "");
  };
  const does = (n) => {
    if (n.matches("a")) return n.getAttribute("href");
    if (!n.form) return [...document.querySelectorAll("button, summary")].indexOf(n);
    const sent = [...new FormData(n.form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    return [n.getAttribute("form"), n.form.action, n.name, n.value, ...sent].join();
  };
  const acts = new Map();
  for (const n of document.querySelectorAll("main :is(a[href], button, summary)")) {
    if (!shown(n)) continue;
    const name = nameOf(n);
    if (!name) found.push(`no name: ${short(n)}`);
    if (n.matches("a:not(.ds-button)") && n.closest("td, th, [data-row], li")) continue;
    acts.set(name, (acts.get(name) ?? new Set()).add(does(n)));
  }
  for (const [name, different] of acts) {
    if (different.size > 1) found.push(`${different.size} acts with the name «${name}»`);
  }
  for (const t of document.querySelectorAll("main table")) {
    if (!shown(t)) continue;
    const by = t.getAttribute("aria-labelledby");
    const told = by ? said(by) : t.getAttribute("aria-label");
    const is = clean(t.caption?.textContent ?? told ?? "");
    if (!is) found.push(`table without a name: ${clean(t.textContent).slice(0, 60)}`);
    for (const th of t.querySelectorAll("thead th")) {
      if (!clean(th.textContent)) found.push(`column without a heading in «${is}»`);
    }
  }
  for (const s of document.querySelectorAll("main svg:not([aria-hidden=true])")) {
    if (!shown(s) || s.getAttribute("aria-label") || s.querySelector("title")) continue;
    found.push(`figure without text: ${short(s)}`);
  }
  const heard = ":is(a, button, summary) kbd:not([aria-hidden=true])";
  for (const k of document.querySelectorAll(heard)) {
    found.push(`key read as part of a name: ${short(k.parentElement)}`);
  }
  for (const s of document.querySelectorAll("main :is(.scroll, .diagram)")) {
    if (!shown(s) || s.scrollWidth <= s.clientWidth + 1 || s.tabIndex >= 0) continue;
    found.push(`cannot be scrolled with keys: ${short(s)}`);
  }
  for (const e of document.querySelectorAll("main [aria-describedby]")) {
    for (const id of e.getAttribute("aria-describedby").split(" ")) {
      if (!document.getElementById(id)) found.push(`described by what is not there: ${id}`);
    }
  }
  const ids = [...document.querySelectorAll("[id]")].map((n) => n.id);
  for (const id of new Set(ids)) {
    if (ids.indexOf(id) !== ids.lastIndexOf(id)) found.push(`two things called ${id}`);
  }
  if (!/\S.* – Samverk$/.test(document.title)) found.push(`title «${document.title}»`);
  return found;
}"""
