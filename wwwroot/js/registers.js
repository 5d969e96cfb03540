// Lists and dialogs: what the keyboard does in them, and what a modal dialog needs from the browser.
"use strict";
(() => {
  const typing = element => element.closest?.("input,textarea,select,[contenteditable]");
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
      if (!typing(event.target)) document.querySelector("a[data-back]")?.click();
      return;
    }

    const search = document.querySelector("[data-list-search]");
    const slash = event.key === "/" && !typing(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (search && slash) {
      event.preventDefault();
      event.stopImmediatePropagation();
      search.focus();
      search.select();
      return;
    }

    if (event.key !== "r" || typing(event.target) || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const row = document.activeElement?.closest("tr");
    const button = row ? row.querySelector("[data-refund]") : document.querySelector(".page-actions [data-refund]:not([disabled])");
    if (button) { event.preventDefault(); button.click(); }
  }, true);
})();
