// Single keys and what they do; the sheet on "?" lists them. Never while somebody types, and not at all where they are switched off.
"use strict";
(() => {
  const root = document.documentElement;
  const sheet = document.getElementById("shortcuts");
  // A field that is no longer seen, like that of a dialog just closed, keeps the focus until the next frame.
  const typing = element => element.checkVisibility?.() !== false && element.closest?.("input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable]");
  const plain = event => !event.ctrlKey && !event.metaKey && !event.altKey;

  // The letter on the key cap: on a Russian layout the same key says something else.
  const letter = event => {
    if (event.key.length !== 1 || event.key.charCodeAt(0) < 128 && event.key !== ".") return event.key;
    if (event.code === "Slash") return event.shiftKey ? "?" : "/";
    return /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key;
  };

  // One gate in front of every single-key shortcut, whichever script or page listens for it (WCAG 2.1.4).
  addEventListener("keydown", event => {
    if (root.dataset.keys === "off" && event.key.length === 1 && event.key !== " " && plain(event) && !typing(event.target))
      event.stopImmediatePropagation();
  }, true);

  // What is walked through: rows of a table, and in the log of callbacks its lines.
  const lines = "table.data a.row-link, [data-list] details.callback > summary";
  const rows = () => [...document.querySelectorAll(lines)];
  const row = () => document.activeElement?.closest("tr,details.callback");
  const walk = step => {
    const links = rows();
    if (links.length === 0) return false;
    const lineOf = link => link.closest("tr,details.callback");
    const at = links.findIndex(link => lineOf(link).contains(document.activeElement));
    const next = at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + step));
    links[next].focus();
    (links[next].closest("tr") ?? links[next]).scrollIntoView({ block: "nearest" });
    return true;
  };
  const press = element => {
    element?.click();
    return Boolean(element);
  };
  const showExport = () => {
    const menu = document.querySelector("details.export-menu");
    if (!menu) return false;
    menu.open = true;
    menu.querySelector("a")?.focus();
    return true;
  };

  const does = {
    "?": () => { sheet?.showModal(); return Boolean(sheet); },
    "/": () => {
      const search = document.querySelector("[data-list-search]");
      if (search) { search.focus(); search.select(); } else document.dispatchEvent(new Event("palette-open"));
      return true;
    },
    j: () => walk(1),
    k: () => walk(-1),
    x: () => press(row()?.querySelector("input[type=checkbox]")),
    c: () => press(row()?.querySelector("[data-copy]") ?? (row() ? null : document.querySelector("main [data-copy]"))),
    e: showExport,
    m: () => press(row()?.querySelector("[data-row-menu]")),
    r: () => press(row()?.matches("tr") ? row().querySelector("[data-refund]") : document.querySelector(".page-actions [data-refund]:not([disabled])")),
  };

  let going = 0;
  document.addEventListener("keydown", event => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && (event.code === "KeyK" || event.key.toLowerCase() === "k")) {
      if (document.querySelector("dialog[open]:not(#palette)")) return;
      event.preventDefault();
      document.dispatchEvent(new Event("palette-open"));
      return;
    }

    if (!plain(event) || event.defaultPrevented || typing(event.target) || document.querySelector("dialog[open],.rz-dialog")) return;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && document.activeElement?.matches(lines)) {
      event.preventDefault();
      walk(event.key === "ArrowDown" ? 1 : -1);
      return;
    }

    const key = letter(event);
    const went = Date.now() - going < 1500;
    going = 0;
    if (went) {
      const page = document.querySelector(`#palette [data-go="${CSS.escape(key)}"]`);
      if (page) { event.preventDefault(); page.click(); return; }
    }

    if (key === "g" && !event.repeat) { going = Date.now(); return; }
    if (event.repeat && key !== "j" && key !== "k") return;
    if (Object.hasOwn(does, key) && does[key]()) event.preventDefault();
  });

  // Switched here or in the profile; both write the same cookie.
  const box = sheet?.querySelector("[data-keys-switch]");
  document.addEventListener("shortcuts-open", () => sheet?.showModal());
  sheet?.addEventListener("click", event => {
    if (event.target === sheet || event.target.closest("[data-shortcuts-close]")) sheet.close();
  });
  if (box) {
    box.checked = root.dataset.keys !== "off";
    box.addEventListener("change", () => {
      if (box.checked) delete root.dataset.keys; else root.dataset.keys = "off";
      dashboard.remember("keys", box.checked ? "on" : "off");
    });
  }

  if (/Mac|iPhone|iPad/.test(navigator.platform)) {
    for (const cap of document.querySelectorAll("kbd[data-mac]")) cap.textContent = cap.dataset.mac;
  }
})();
