// Payments open beside a list. The server draws what the address names; here: a click or Enter on a link to a payment opens it beside the list,
// keys, and where the focus goes. Middle click, Ctrl+click and links marked data-page stay the browser's own.
"use strict";
(() => {
  const root = document.documentElement;
  const host = () => document.querySelector("[data-panels]");
  const active = () => document.querySelector(".panels .panel:not([hidden])");
  const typing = element => element?.closest?.("input,textarea,select,[contenteditable]");
  const narrow = matchMedia("(max-width: 899px)");

  const tokenOf = link => {
    const [, project, segment] = /^\/payments\/(\d+)\/([^/]+)$/.exec(new URL(link.href).pathname) ?? [];
    return segment && new URL(link.href).origin === location.origin ? `${project}:${segment}` : null;
  };
  const linkOf = token => [...document.querySelectorAll("a.row-link")].find(link => tokenOf(link) === token);

  // The same address as the server writes: open=386:abc,386:def and tab=386:abc when the one in front is not the last.
  const address = (token, instead) => {
    const query = new URLSearchParams(location.search);
    let open = (query.get("open") ?? "").split(",").filter(Boolean);
    query.delete("open");
    query.delete("tab");
    const known = open.includes(token);
    if (instead && !known) open = open.map(one => one === instead ? token : one);
    else if (!known) open.push(token);
    open = open.slice(-Number(host().dataset.panelMost));
    const rest = query.toString();
    return `${location.pathname}?${rest ? `${rest}&` : ""}open=${open.join(",")}${open.at(-1) === token ? "" : `&tab=${token}`}`;
  };

  // Where the row stood on the screen before the list became narrower: it stays there.
  let held = null;
  let wanted = false;
  let closing = false;
  const hold = link => {
    const row = link?.closest("tr,details.callback")
      ?? [...document.querySelectorAll("table.data tbody tr,details.callback")].find(one => one.getBoundingClientRect().bottom > 100);
    held = row ? { row, top: row.getBoundingClientRect().top } : null;
  };

  addEventListener("click", event => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest?.("main a[href]");
    if (link?.matches("[data-panel-close],[data-panel-close-all],.panel-foot-close")) {
      closing = true;
      hold(null);
    }
    if (!link || link.hasAttribute("data-page") || !host() || !globalThis.Blazor) return;
    const token = tokenOf(link);
    if (!token) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    hold(link);
    wanted = true;
    Blazor.navigateTo(address(token) + link.hash);
  }, true);

  const go = (link, replace) => Blazor.navigateTo(link.getAttribute("href"), { replaceHistoryEntry: replace });

  // Next or previous row into the panel in front, in place of what it shows.
  const peek = step => {
    const links = [...document.querySelectorAll("table.data a.row-link")];
    const token = active()?.dataset.panel;
    const at = links.findIndex(link => tokenOf(link) === token);
    const next = links[at + step];
    if (at < 0 || !next) return;
    next.closest("tr").scrollIntoView({ block: "nearest" });
    wanted = true;
    Blazor.navigateTo(address(tokenOf(next), token), { replaceHistoryEntry: true });
  };

  const walkTabs = event => {
    const tabs = [...document.querySelectorAll("[data-panel-tab]")];
    const at = tabs.indexOf(event.target);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (next === undefined) return false;
    const tab = tabs[(next + tabs.length) % tabs.length];
    tab.focus();
    go(tab, true);
    return true;
  };

  const saveNote = event => {
    const form = event.key === "Enter" && (event.ctrlKey || event.metaKey) ? event.target.closest?.("[data-note-form]") : null;
    // Not by the button: after the last letter the server may not have answered yet and the button still be off.
    form?.requestSubmit();
    return Boolean(form);
  };

  const keys = event => {
    if (saveNote(event)) return true;
    const panel = active();
    if (!panel || document.querySelector("dialog[open],.rz-dialog,details[data-menu][open],#row-menu[data-open]") || root.hasAttribute("data-nav-open")) return false;
    const inside = event.target.closest?.(".panels");
    if (event.key === "Escape") {
      if (typing(event.target)) {
        if (inside) event.target.blur();
        return Boolean(inside);
      }

      panel.querySelector("[data-panel-close]").click();
      return true;
    }

    if (!inside || typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.target.matches("[data-panel-tab]")) {
      if (event.key === "Delete") { panel.querySelector("[data-panel-close]").click(); return true; }
      if (walkTabs(event)) return true;
    }

    if (root.dataset.keys === "off") return false;
    if (event.code === "KeyJ" || event.code === "KeyK") { peek(event.code === "KeyJ" ? 1 : -1); return true; }
    const button = { KeyR: "[data-refund]:not([disabled])", KeyC: ".panel-sub [data-copy]" }[event.code];
    if (!button || event.repeat || event.shiftKey) return false;
    panel.querySelector(button)?.click();
    return true;
  };
  addEventListener("keydown", event => {
    if (!keys(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  // After the server has drawn, maybe by writing other payments into the rows that stand there: the row of the payment in front is marked, what a full screen covers cannot be reached, and focus is where it belongs.
  let shown = null;
  let opening = new URLSearchParams(location.search).has("open");
  const settle = () => {
    const token = document.querySelector(".panels")?.dataset.panelActive ?? null;
    const current = token && linkOf(token);
    for (const link of document.querySelectorAll("a.row-link[aria-current]")) if (link !== current) link.removeAttribute("aria-current");
    if (current && !current.hasAttribute("aria-current")) current.setAttribute("aria-current", "true");
    const covered = Boolean(token) && narrow.matches;
    for (const part of document.querySelectorAll(".nav, .header, .banner, .main > :not(.panels-host)"))
      if (part.inert !== covered && !part.closest("dialog")) part.inert = covered;

    if (token === shown) return;
    const before = shown;
    shown = token;
    if (held) {
      if (held.row.isConnected) scrollBy({ top: held.row.getBoundingClientRect().top - held.top, behavior: "instant" });
      held = null;
    }

    const tab = document.querySelector("[data-panel-tab][aria-selected=true]");
    tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
    const lost = closing || document.activeElement === document.body || document.activeElement === null;
    // A page that opens with a payment beside its list leaves the focus where the browser put it.
    if (opening) { opening = false; return; }
    if (token && wanted) active()?.querySelector("[data-panel-title]").focus({ preventScroll: true });
    else if (lost && token) (tab ?? active()?.querySelector("[data-panel-title]"))?.focus({ preventScroll: true });
    else if (lost && before) linkOf(before)?.focus({ preventScroll: true });
    wanted = closing = false;
  };
  new MutationObserver(settle).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-panel-active", "href"] });
  narrow.addEventListener("change", settle);
})();
