// Focus on the list of faults after a refused form; active seconds; one submission per press.
const faults = document.querySelector("[data-focus]");
faults?.focus();

// Answers are never kept, so the way back to one that a POST got ends in the browser's own error
// page. Where the form is sent to its own address, that address can be fetched anew instead.
const refused = faults?.closest("form");
if (refused?.method === "post" && /^(#|$)/.test(refused.getAttribute("action") ?? "")) {
  history.replaceState(history.state, "", location.href);
}

for (const field of document.querySelectorAll("input[data-active-seconds]")) {
  let seconds = 0;
  let last = 0;
  const seen = () => { last = Date.now(); };
  for (const kind of ["input", "keydown", "pointerdown", "focusin"]) field.form.addEventListener(kind, seen);
  setInterval(() => {
    if (Date.now() - last < 30000 && document.visibilityState === "visible") { seconds += 1; field.value = String(seconds); }
  }, 1000);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => { delete form.dataset.sent; }, 4000);
});
addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.sent; });

// What is written while an answer is on its way is newer than the answer: it stays, and is counted.
const written = new Map();
const begun = new WeakMap();
let newer = [];
document.addEventListener("input", (event) => { if (event.target.id) written.set(event.target.id, performance.now()); });
document.addEventListener("htmx:beforeRequest", (event) => { begun.set(event.detail.xhr, performance.now()); });
document.addEventListener("htmx:beforeSwap", (event) => {
  const since = begun.get(event.detail.xhr) ?? Infinity;
  newer = [...event.detail.target.querySelectorAll("input[id], select[id], textarea[id]")]
    .filter((field) => field.type !== "file" && (written.get(field.id) ?? 0) > since)
    .map((field) => [field.id, field.value, field.checked]);
});
document.addEventListener("htmx:afterSwap", () => {
  for (const [id, value, checked] of newer.splice(0)) {
    const field = document.getElementById(id);
    if (!field) continue;
    field.value = value;
    if (checked !== undefined) field.checked = checked;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
});

// A slider says the day it stands at, not its number, also after the piece below it was fetched.
document.addEventListener("htmx:afterSettle", () => {
  for (const said of document.querySelectorAll("output[for]")) {
    document.getElementById(said.htmlFor.value)?.setAttribute("aria-valuetext", said.textContent.trim());
  }
});

// On a phone a piece may land below the window: bring the reader to it.
document.addEventListener("htmx:afterSwap", (event) => {
  const piece = event.target;
  if (!piece.matches("[data-follow]") || piece.getBoundingClientRect().top < innerHeight) return;
  piece.focus({ preventScroll: true });
  piece.scrollIntoView({ block: "start" });
});

// A stepper: minus and plus around a number field.
document.addEventListener("click", (event) => {
  const button = event.target.closest(".stepper button[data-step]");
  if (!button) return;
  const field = button.parentElement.querySelector("input");
  const number = Number(field.value.replace(",", ".")) || 0;
  const lowest = Number(field.dataset.min ?? 0);
  field.value = String(Math.max(lowest, number + Number(button.dataset.step))).replace(".", ",");
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
