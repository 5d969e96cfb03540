// Lists and dialogs: what the keyboard does in them, and what a modal dialog needs from the browser.
"use strict";
(() => {
  const typing = element => element.checkVisibility?.() !== false && element.closest?.("input,textarea,select,[contenteditable]");
  const openDialog = () => document.querySelector("dialog[open]");

  // A dialog that the server has drawn becomes modal; when it is drawn no more, focus goes back to what opened it.
  let opener = null;
  const settle = () => {
    const dialog = document.querySelector("dialog[data-modal]");
    if (dialog && !dialog.open) {
      opener = document.activeElement;
      dialog.showModal();
    } else if (!dialog && opener) {
      if (opener.isConnected) opener.focus();
      opener = null;
    }
  };
  new MutationObserver(settle).observe(document.body, { childList: true, subtree: true });
  document.addEventListener("cancel", event => {
    if (!event.target.matches?.("dialog[data-modal]")) return;
    event.preventDefault();
    event.target.querySelector("[data-dialog-close]")?.click();
  }, true);

  // Menus of filters: one open at a time, closed by Escape and by a click beside them.
  const closeMenus = except => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) if (menu !== except) menu.open = false;
  };
  document.addEventListener("click", event => closeMenus(event.target.closest("details[data-menu]")));
  // Left by Tab it closes as well. Not when the focus moves: a press on a word in the menu takes it out for a moment.
  document.addEventListener("keyup", event => {
    if (event.key === "Tab") closeMenus(document.activeElement?.closest("details[data-menu]"));
  });

  // A menu of which one thing is chosen has done its work when the list follows; one of ticks stays for the next.
  let done = null;
  document.addEventListener("click", event => { done = event.target.closest(".filter-panel :is(a, button)")?.closest("details[data-menu]") ?? null; }, true);
  document.addEventListener("submit", event => { done = event.target.closest("details[data-menu]"); }, true);
  globalThis.navigation?.addEventListener("currententrychange", () => {
    if (done?.open) {
      done.open = false;
      done.querySelector("summary").focus();
    }
    done = null;
  });

  // Back to the list one came from, as it was left, and not to its beginning.
  const lists = ["/payments", "/operations", "/operations/unknown-refunds", "/operations/failed-refunds", "/callback-log", "/approvals"];
  const cameFrom = () => {
    const before = globalThis.navigation?.entries()[navigation.currentEntry.index - 1]?.url;
    return before ? new URL(before).pathname : "";
  };
  addEventListener("click", event => {
    const link = event.target.closest?.("a[data-back]");
    if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (cameFrom() !== link.pathname) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    history.back();
  }, true);

  document.addEventListener("keydown", event => {
    const dialog = openDialog();
    if (dialog) {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        dialog.querySelector("[data-dialog-submit]:not([disabled])")?.click();
      }
      return;
    }

    if (event.key === "Escape") {
      const menu = document.querySelector("details[data-menu][open]");
      if (menu) { menu.open = false; menu.querySelector("summary").focus(); return; }
      if (document.activeElement?.matches("[data-list-search]")) { document.activeElement.blur(); return; }
      const back = typing(event.target) ? null : document.querySelector("a[data-back]");
      if (back && lists.includes(cameFrom())) history.back(); else back?.click();
    }
  }, true);
})();

// The place in a list: how far it was read, what was selected, what had the focus and where it stood. Kept in the tab for each address and given back
// when the browser goes back to it; a fresh visit starts at the top.
(() => {
  const list = () => document.querySelector("[data-list]");
  const key = () => {
    const query = new URLSearchParams(location.search);
    query.delete("open");
    query.delete("tab");
    return `place:${location.pathname}?${query}`;
  };
  const links = () => [...document.querySelectorAll("table.data a.row-link,[data-list] details.callback > summary")];

  let shownAt = null;
  const keep = () => {
    if (list()?.dataset.list !== "ready" || shownAt !== key()) return;
    const at = links().findIndex(link => link === document.activeElement);
    sessionStorage.setItem(shownAt, JSON.stringify({
      y: Math.round(scrollY),
      rows: links().length,
      focus: at < 0 ? null : links()[at].getAttribute("href"),
      selected: [...document.querySelectorAll("[data-row]:checked")].map(box => Number(box.dataset.row)),
    }));
  };
  addEventListener("scroll", keep, { passive: true });
  for (const kind of ["focusin", "change", "pointerdown", "keydown"]) document.addEventListener(kind, keep, true);

  const first = performance.getEntriesByType("navigation")[0]?.type;
  let back = first === "reload" || first === "back_forward" ? key() : null;
  let place = null;
  addEventListener("popstate", () => { back = key(); }, true);
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, () => { back = place = null; }, true);

  // The page asks before it reads its rows.
  globalThis.listPlace = {
    take: () => {
      const came = back === key();
      [back, place] = [null, null];
      try { place = came ? JSON.parse(sessionStorage.getItem(key())) : null; } catch { place = null; }
      return place && { rows: place.rows, selected: place.selected };
    },
  };

  const restore = () => {
    if (list()?.dataset.list !== "ready") { shownAt = null; return; }
    shownAt = key();
    if (!place || links().length < Math.min(place.rows, 1)) return;
    const { y, focus } = place;
    place = null;
    requestAnimationFrame(() => {
      if (focus) links().find(link => link.getAttribute("href") === focus)?.focus({ preventScroll: true });
      scrollTo({ top: y, behavior: "instant" });
    });
  };
  new MutationObserver(restore).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-list", "href"] });

  // A list pasted into the one line of the search keeps its lines apart.
  document.addEventListener("paste", event => {
    const input = event.target.closest?.("[data-paste-list]");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!input || !/[\r\n\t]/.test(text.trim())) return;
    event.preventDefault();
    const words = text.trim().split(/[\r\n\t]+/).map(one => one.trim()).filter(Boolean).join("; ");
    const file = input.form?.querySelector("[data-paste-file]");
    if (file && words.length > input.maxLength) {
      // Too long for the box and for one message: it goes the way of a file, and is looked for at once.
      const list = new DataTransfer();
      list.items.add(new File([words], "list.txt", { type: "text/plain" }));
      file.files = list.files;
      file.dispatchEvent(new Event("change", { bubbles: true }));
      return;
    }
    if (input.dataset.pasteTo && words.length > input.maxLength) {
      // The palette has no circuit behind it: the list is handed over first, and the answer says where it is found.
      const said = input.closest("dialog")?.querySelector("[data-count]");
      fetch(input.dataset.pasteTo, { method: "POST", headers: { "Content-Type": "text/plain" }, body: words, redirect: "manual" })
        .then(answer => answer.ok ? answer.text() : Promise.reject(new Error(`status ${answer.status}`)))
        .then(address => {
          input.closest("dialog")?.close();
          if (globalThis.Blazor) Blazor.navigateTo(address); else location.assign(address);
        }, () => { if (said) said.textContent = said.dataset.wordsFailed; });
      return;
    }
    input.setRangeText(words.slice(0, input.maxLength), input.selectionStart, input.selectionEnd, "end");
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // Saves what the server hands over to a file; nothing of it gets an address that could be called again.
  globalThis.saveFile = async (name, stream) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([await stream.arrayBuffer()], { type: "application/json" }));
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  // x selects the row that has the focus.
  document.addEventListener("keydown", event => {
    if (event.code !== "KeyX" || event.ctrlKey || event.metaKey || event.altKey || event.repeat || document.documentElement.dataset.keys === "off") return;
    if (event.target.closest?.("input:not([type=checkbox]),textarea,select,[contenteditable]") || document.querySelector("dialog[open]")) return;
    const box = document.activeElement?.closest("tr")?.querySelector("[data-row]");
    if (box) { event.preventDefault(); box.click(); }
  });
})();
