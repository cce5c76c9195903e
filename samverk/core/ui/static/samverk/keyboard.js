// Short-cuts. Single letters work only when no field has focus, and can be turned off.
const OFF = "samverk-taster-av";
const isMac = navigator.platform.startsWith("Mac");
const lettersOn = () => localStorage.getItem(OFF) === null;
const inField = (node) => node.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;
const isShown = (node) => node.checkVisibility();

for (const kbd of document.querySelectorAll("[data-kbd-find]")) kbd.textContent = isMac ? "⌘ K" : "Ctrl K";
for (const kbd of document.querySelectorAll("[data-kbd-enter]")) kbd.textContent = isMac ? "⌘ ↵" : "Ctrl ↵";

// The key stands on the button it presses, and is told to screen readers as a short-cut, not as a name.
const asKeyed = (letter) => letter.replace("shift+", "Shift+");
function label(root) {
  for (const node of root.querySelectorAll("[data-key]")) {
    node.setAttribute("aria-keyshortcuts", asKeyed(node.dataset.key));
    if (node.querySelector("kbd") || !node.matches(".ds-button:not(.s), summary")) continue;
    const kbd = document.createElement("kbd");
    kbd.setAttribute("aria-hidden", "true");
    kbd.textContent = node.dataset.key.replace("shift+", "⇧ ");
    node.append(" ", kbd);
  }
}
label(document);
document.addEventListener("htmx:afterSwap", () => label(document));

// The sheet begins with the keys of this page: what each one presses, in the words of the button.
function nameOf(node) {
  const copy = node.cloneNode(true);
  for (const extra of copy.querySelectorAll("kbd, svg")) extra.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
}
function listKey(list, key, text) {
  const [dt, kbd, dd] = ["dt", "kbd", "dd"].map((tag) => document.createElement(tag));
  kbd.textContent = key;
  dt.append(kbd);
  dd.textContent = text;
  list.append(dt, dd);
}
function fillSheet(dialog) {
  const list = dialog.querySelector("[data-page-keys]");
  if (!list) return;
  list.replaceChildren();
  const seen = new Set();
  for (const node of document.querySelectorAll("main [data-key]")) {
    const key = node.dataset.key;
    if (seen.has(key) || !isShown(node) || node.closest("[data-row]")) continue;
    seen.add(key);
    listKey(list, key.replace("shift+", "⇧ "), nameOf(node));
  }
  const primary = [...document.querySelectorAll("main [data-primary]")].find(isShown);
  if (primary) listKey(list, isMac ? "⌘ ↵" : "Ctrl ↵", nameOf(primary));
  list.closest("section").hidden = list.children.length === 0;
}

function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) { fillSheet(dialog); dialog.showModal(); }
  return dialog !== null;
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-dialog]");
  if (link && openDialog(link.dataset.dialog)) event.preventDefault();
});

function showState() {
  for (const button of document.querySelectorAll("[data-keys-toggle]")) {
    button.textContent = lettersOn() ? button.dataset.on : button.dataset.off;
  }
  document.body.classList.toggle("keys-off", !lettersOn());
}
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-keys-toggle]")) return;
  if (lettersOn()) localStorage.setItem(OFF, "1");
  else localStorage.removeItem(OFF);
  showState();
});
showState();

// J and K move a mark through the rows of the page; the mark follows focus.
const CONTROL = "a[href], button, input:not([type=hidden]), summary";
const rows = () => [...document.querySelectorAll("main [data-row]")].filter(isShown);
const marked = () => document.querySelector("main [data-row].on");
function mark(row) {
  for (const other of document.querySelectorAll("[data-row].on")) other.classList.remove("on");
  row.classList.add("on");
}
function move(step) {
  const all = rows();
  if (all.length === 0) return;
  const at = all.findIndex((row) => row.classList.contains("on"));
  const row = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
  mark(row);
  (row.matches(CONTROL) ? row : row.querySelector(CONTROL))?.focus();
  row.scrollIntoView({ block: "nearest" });
}
document.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-row]");
  if (row && !row.classList.contains("on")) mark(row);
});

// A key belongs first to the marked row, then to the page: data-key="G" on a link or a button.
function press(letter) {
  const selector = `[data-key="${CSS.escape(letter)}"]`;
  const onPage = [...document.querySelectorAll(`main ${selector}`)];
  const target = marked()?.querySelector(selector) ?? onPage.find((node) => isShown(node) && !node.closest("[data-row]"));
  if (!target) return false;
  const empty = target.matches("[type=submit]") && target.form?.querySelector(":is(input, textarea, select):invalid");
  if (empty) { empty.focus(); return true; }
  target.click();
  if (target.matches("summary")) {
    const field = target.parentElement.open && target.parentElement.querySelector("textarea, select, input:not([type=hidden])");
    (field || target).focus();
  }
  return true;
}
function tick() {
  const box = marked()?.querySelector("input[type=checkbox]");
  box?.click();
  return box !== undefined && box !== null;
}

document.addEventListener("keydown", (event) => {
  const wide = event.ctrlKey || event.metaKey;
  const inDialog = document.querySelector("dialog[open]") !== null;
  if (wide && event.key === "Enter" && !inDialog) {
    const form = event.target.closest("form") ?? document.querySelector("main form:has([data-primary])");
    const button = form?.querySelector("[data-primary]") ?? [...document.querySelectorAll("main [data-primary]")].find(isShown);
    if (button) { event.preventDefault(); button.click(); }
    return;
  }
  // ↵ opens a row; on its check box it must not send the whole form.
  if (event.key === "Enter" && event.target.matches("[data-row] input[type=checkbox]")) { event.preventDefault(); return; }
  if (wide || event.altKey || inField(event.target) || inDialog) return;
  if (!lettersOn()) return;
  if (event.key === "?") { if (openDialog("taster")) event.preventDefault(); return; }
  const letter = (event.shiftKey ? "shift+" : "") + event.key.toUpperCase();
  if (letter === "J") move(1);
  else if (letter === "K") move(-1);
  else if (!/^(shift\+)?[A-ZÆØÅ0-9]$/.test(letter) || !(press(letter) || (letter === "X" && tick()))) return;
  event.preventDefault();
});
