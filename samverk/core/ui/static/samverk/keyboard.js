// Short-cuts. Single letters work only when no field has focus, and can be turned off.
const OFF = "samverk-taster-av";
const isMac = navigator.platform.startsWith("Mac");
const lettersOn = () => localStorage.getItem(OFF) === null;
const inField = (node) => node.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;

for (const kbd of document.querySelectorAll("[data-kbd-find]")) kbd.textContent = isMac ? "⌘ K" : "Ctrl K";
for (const kbd of document.querySelectorAll("[data-kbd-enter]")) kbd.textContent = isMac ? "⌘ ↵" : "Ctrl ↵";

function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
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
const rows = () => [...document.querySelectorAll("main [data-row]")].filter((row) => row.offsetParent !== null);
function mark(row) {
  for (const other of document.querySelectorAll("[data-row].on")) other.classList.remove("on");
  row.classList.add("on");
  row.querySelector("a, button")?.focus();
}
function move(step) {
  const all = rows();
  if (all.length === 0) return;
  const at = all.findIndex((row) => row.classList.contains("on"));
  mark(all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)]);
}
document.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-row]");
  if (row && !row.classList.contains("on")) {
    for (const other of document.querySelectorAll("[data-row].on")) other.classList.remove("on");
    row.classList.add("on");
  }
});

// A key belongs first to the marked row, then to the page: data-key="G" on a link or a button.
function press(letter) {
  const selector = `[data-key="${CSS.escape(letter)}"]`;
  const marked = document.querySelector("[data-row].on")?.querySelector(selector);
  const target = marked ?? [...document.querySelectorAll(`main ${selector}`)].find((node) => node.offsetParent !== null);
  target?.click();
  return target !== undefined && target !== null;
}

document.addEventListener("keydown", (event) => {
  const wide = event.ctrlKey || event.metaKey;
  if (wide && event.key === "Enter") {
    const form = event.target.closest("form") ?? document.querySelector("main form:has([data-primary])");
    const button = form?.querySelector("[data-primary]") ?? document.querySelector("main [data-primary]");
    if (button) { event.preventDefault(); button.click(); }
    return;
  }
  if (wide && event.key.toLowerCase() === "s") {
    const save = document.querySelector("main [data-save]");
    if (save) { event.preventDefault(); save.click(); }
    return;
  }
  if (wide || event.altKey || inField(event.target) || document.querySelector("dialog[open]")) return;
  if (!lettersOn()) return;
  if (event.key === "?") { if (openDialog("taster")) event.preventDefault(); return; }
  const letter = (event.shiftKey ? "shift+" : "") + event.key.toUpperCase();
  if (letter === "J") move(1);
  else if (letter === "K") move(-1);
  else if (!/^(shift\+)?[A-ZÆØÅ0-9]$/.test(letter) || !press(letter)) return;
  event.preventDefault();
});
