// What the page does without the server: theme, navigation, copying, the reconnect dialog, keeping a session in use alive.
"use strict";
(() => {
  const root = document.documentElement;
  const secure = location.protocol === "https:" ? ";secure" : "";
  const remember = (name, value) => {
    document.cookie = `${name}=${encodeURIComponent(value)};path=/;max-age=31536000;samesite=lax${secure}`;
  };

  // Asked for by the server when another page is drawn, which may be late: whoever is in that page already, or in a dialog, stays there.
  const focusHeading = () => {
    const heading = document.querySelector("h1");
    if (!heading || document.querySelector("dialog[open]") || document.getElementById("main")?.contains(document.activeElement)) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  };

  globalThis.dashboard = { remember, focusHeading };

  // The page is drawn twice, at once and again when its circuit stands. Where somebody was in the first drawing, and what they had typed, goes over to the second.
  if (document.querySelector("[data-session]:not([data-interactive])")) {
    let left = null;
    const enter = event => { left = event.target; };
    const again = () => left.matches("[data-list-search]") ? document.querySelector("[data-list-search]")
      : left.id ? document.getElementById(left.id)
      : left.href ? [...document.links].find(link => link.href === left.href) : null;
    const handOver = new MutationObserver(() => {
      if (!document.querySelector("[data-interactive=true]") || left?.isConnected) return;
      const place = left && again();
      if (left && !place) return;
      handOver.disconnect();
      document.removeEventListener("focusin", enter, true);
      place?.focus({ preventScroll: true });
      // Only what was typed: what the first drawing itself had in a field may no longer be true, and a chosen file cannot be handed over.
      if (!place?.matches("input:not([type=checkbox],[type=radio],[type=file]),textarea") || left.value === left.defaultValue) return;
      place.value = left.value;
      if (left.selectionStart !== null) place.setSelectionRange(left.selectionStart, left.selectionEnd);
      place.dispatchEvent(new Event("input", { bubbles: true }));
    });
    document.addEventListener("focusin", enter, true);
    handOver.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-interactive"] });
  }

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

  // How long ago, counted here: an open page asks the server nothing for it. Only the text inside the node changes, which stays the server's own.
  const [justNow, second, minute, hour, ago] = root.lang === "ru" ? ["только что", "с", "мин", "ч", "назад"] : ["just now", "s", "min", "h", "ago"];
  setInterval(() => {
    for (const place of document.querySelectorAll("[data-since]")) {
      const seconds = Math.max(0, Math.round((Date.now() - place.dataset.since) / 1000));
      if (seconds >= 86400 || !place.firstChild) continue;
      const [count, unit] = seconds < 60 ? [seconds, second] : seconds < 3600 ? [Math.floor(seconds / 60), minute] : [Math.floor(seconds / 3600), hour];
      const words = seconds < 10 ? justNow : `${count} ${unit} ${ago}`;
      if (place.firstChild.data !== words) place.firstChild.data = words;
    }
  }, 1000);

  // An address may name a row of the page (#operation-632). It is drawn after the address has changed, so it is waited for.
  let sought = "";
  let shown = null;
  const seek = () => {
    // On a narrow screen the tabs are a strip: the one in use is to be seen.
    const tab = document.querySelector(".segments [aria-current=page]");
    if (tab && tab !== shown) {
      shown = tab;
      tab.parentElement.scrollLeft = Math.max(0, tab.offsetLeft - tab.parentElement.offsetLeft - 48);
    }


    const id = decodeURIComponent(location.hash.slice(1));
    if (!id || sought === location.href) return;
    const row = document.getElementById(id)?.closest("tr,li,details");
    if (!row) return;
    sought = location.href;
    for (const other of document.querySelectorAll("[data-sought]")) other.removeAttribute("data-sought");
    row.setAttribute("data-sought", "");
    row.scrollIntoView({ block: "center" });
  };
  if (document.querySelector("[data-session]")) new MutationObserver(seek).observe(document.body, { childList: true, subtree: true });

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
