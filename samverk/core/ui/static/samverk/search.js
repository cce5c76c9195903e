// The palette: Ctrl K or ⌘ K. It asks the same page that answers without JavaScript.
const palette = document.getElementById("palett");
if (palette) {
  const input = palette.querySelector("input");
  const list = palette.querySelector("[role=listbox]");
  const status = palette.querySelector("[data-palette-status]");
  let at = -1;
  let timer = 0;
  let newest = 0;

  const items = () => [...list.querySelectorAll("[role=option]")];
  function select(index) {
    items().forEach((item, i) => item.setAttribute("aria-selected", String(i === index)));
    at = index;
    const chosen = items()[index];
    if (chosen) { input.setAttribute("aria-activedescendant", chosen.id); chosen.scrollIntoView({ block: "nearest" }); }
    else input.removeAttribute("aria-activedescendant");
  }
  function line(tag, text, kind) {
    const node = document.createElement(tag);
    node.textContent = text;
    if (kind) node.className = kind;
    return node;
  }
  function option(hit, i) {
    const item = line("div", "");
    item.id = `palett-${i}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.url = hit.url;
    item.append(line("b", hit.title));
    if (hit.subtitle) item.append(line("span", hit.subtitle, "mut"));
    return item;
  }
  // How many there are is for the ear, the list shows it; that there are none is for everyone.
  function say(text, isSeen) {
    status.textContent = text;
    status.classList.toggle("ds-sr-only", !isSeen);
  }
  // Options lie in groups, each with a name that is seen and said; the arrows walk past the names.
  function show(hits) {
    const groups = [];
    hits.forEach((hit, i) => {
      let group = groups.at(-1);
      if (group?.dataset.name !== hit.group) {
        group = line("div", "");
        group.dataset.name = hit.group;
        group.setAttribute("role", "group");
        group.setAttribute("aria-label", hit.group);
        const name = line("span", hit.group, "kind");
        name.setAttribute("aria-hidden", "true");
        group.append(name);
        groups.push(group);
      }
      group.append(option(hit, i));
    });
    list.replaceChildren(...groups);
    input.setAttribute("aria-expanded", String(hits.length > 0));
    say(hits.length ? `${hits.length} ${palette.dataset.some}` : palette.dataset.none, hits.length === 0);
    select(hits.length ? 0 : -1);
  }
  async function ask() {
    const text = input.value.trim();
    const mine = ++newest;
    const answer = await fetch(`/sok/?format=json&q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
    if (answer.ok && mine === newest) show((await answer.json()).treff);
  }
  function open(text) {
    if (palette.open) return;
    input.value = text ?? "";
    show([]);
    say("", false);
    palette.showModal();
    input.focus();
    ask();
  }
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  palette.addEventListener("keydown", (event) => {
    const count = items().length;
    if (event.key === "ArrowDown" && count) { event.preventDefault(); select((at + 1) % count); }
    else if (event.key === "ArrowUp" && count) { event.preventDefault(); select((at - 1 + count) % count); }
    else if (event.key === "Enter" && items()[at]) { event.preventDefault(); location.assign(items()[at].dataset.url); }
  });
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) location.assign(item.dataset.url);
  });
  palette.addEventListener("click", (event) => { if (event.target === palette) palette.close(); });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); open(); }
  });
}
