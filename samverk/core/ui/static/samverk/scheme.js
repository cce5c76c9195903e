// Light or dark without a reload; the form does the same without JavaScript.
for (const form of document.querySelectorAll("[data-scheme-form]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const root = document.documentElement;
    const set = root.dataset.colorScheme;
    const isDark = set === "dark" || (set === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
    const next = isDark ? "light" : "dark";
    root.dataset.colorScheme = next;
    form.querySelector("button").value = isDark ? "dark" : "light";
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `samverk_visning=${next}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  });
}
