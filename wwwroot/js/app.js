// What the page does without the server: theme, navigation, copying, the reconnect dialog, keeping a session in use alive.
"use strict";
(() => {
  const root = document.documentElement;
  const secure = location.protocol === "https:" ? ";secure" : "";
  const remember = (name, value) => {
    document.cookie = `${name}=${encodeURIComponent(value)};path=/;max-age=31536000;samesite=lax${secure}`;
  };

  globalThis.dashboard = { remember };

  if (!/(^|; )zone=/.test(document.cookie)) {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (zone) remember("zone", zone);
  }

  // Navigation: folds on a wide screen, slides in as a sheet on a narrow one.
  const setSheet = open => {
    root.toggleAttribute("data-nav-open", open);
    document.querySelector(".page-frame")?.toggleAttribute("inert", open);
    document.querySelector("[data-nav-open-button]")?.setAttribute("aria-expanded", String(open));
    if (open) document.querySelector(".nav a")?.focus();
    else document.querySelector("[data-nav-open-button]")?.focus();
  };
  const fold = () => {
    const folded = root.dataset.nav !== "folded";
    if (folded) root.dataset.nav = "folded"; else delete root.dataset.nav;
    remember("nav", folded ? "folded" : "open");
  };

  const copy = async button => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.dataset.copied = "";
    document.getElementById("announce").textContent = button.dataset.copiedWord;
    setTimeout(() => delete button.dataset.copied, 1600);
  };

  document.addEventListener("click", event => {
    const target = event.target.closest("[data-nav-fold],[data-nav-open-button],[data-nav-veil],[data-copy],[data-reload],[data-reconnect],.nav a");
    if (!target) return;
    if (target.matches("[data-nav-fold]")) fold();
    else if (target.matches("[data-nav-open-button]")) setSheet(true);
    else if (target.matches("[data-nav-veil]")) setSheet(false);
    else if (target.matches("[data-copy]")) { event.preventDefault(); copy(target); }
    else if (target.matches("[data-reload]")) location.reload();
    else if (target.matches("[data-reconnect]")) Blazor.reconnect().then(back => back || location.reload(), () => location.reload());
    else if (root.hasAttribute("data-nav-open")) setSheet(false);
  });

  // The theme changes at once; the server hears of it in the background.
  document.addEventListener("submit", event => {
    const form = event.target.closest("form[data-theme-form]");
    if (!form) return;
    event.preventDefault();
    const dark = getComputedStyle(root).colorScheme === "dark"
      || (!root.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
    root.dataset.theme = dark ? "light" : "dark";
    const body = new FormData(form);
    body.set("theme", root.dataset.theme);
    fetch(form.action, { method: "POST", body, redirect: "manual" });
  });

  document.addEventListener("keydown", event => {
    if (event.key === "Escape" && root.hasAttribute("data-nav-open")) setSheet(false);
  });

  // A page in use talks over the circuit only; without this the cookie would age out under the user's hands.
  let kept = Date.now();
  const keep = () => {
    if (!document.querySelector("[data-session]") || Date.now() - kept < 4 * 60000) return;
    kept = Date.now();
    fetch("/session/keep", { redirect: "manual" });
  };
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, keep, { passive: true });

  // The server refused the old circuit (it restarted): nothing is left to reconnect to.
  const modal = document.getElementById("components-reconnect-modal");
  if (modal) new MutationObserver(() => {
    if (modal.classList.contains("components-reconnect-rejected") && !document.querySelector("form[data-unsaved]")) location.reload();
  }).observe(modal, { attributes: true, attributeFilter: ["class"] });
})();
