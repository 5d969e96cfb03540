// The palette: opens and types without the server, matches pages and actions itself, and asks for payments while the person goes on typing.
"use strict";
(() => {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const root = document.documentElement;
  const input = document.getElementById("palette-text");
  const list = document.getElementById("palette-list");
  const commands = [...dialog.querySelectorAll("[data-command]")];
  const found = dialog.querySelector("[data-found]");
  const all = dialog.querySelector("[data-all]");
  const recent = dialog.querySelector("[data-recent]");
  const count = dialog.querySelector("[data-count]");
  const none = dialog.querySelector("[data-none]");
  const key = `recent-payments-${dialog.dataset.owner}`;

  const refund = () => document.querySelector(".panels .panel:not([hidden]) [data-refund]:not([disabled])")
    ?? document.querySelector(".page-actions [data-refund]:not([disabled])");
  const exporting = () => document.querySelector("details.export-menu");
  const form = action => document.querySelector(`form[action="${action}"]`);
  const does = {
    refund: { can: refund, go: () => refund().click() },
    export: { can: exporting, go: () => { exporting().open = true; exporting().querySelector("a").focus(); } },
    theme: { can: () => form("/preferences/theme"), go: () => form("/preferences/theme").requestSubmit() },
    language: { can: () => form("/preferences/language"), go: () => form("/preferences/language").requestSubmit() },
    "sign-out": { can: () => form("/sign-out"), go: () => form("/sign-out").requestSubmit() },
    shortcuts: { can: () => true, go: () => document.dispatchEvent(new Event("shortcuts-open")) },
    density: {
      can: () => true,
      go: () => {
        const compact = root.dataset.density !== "compact";
        if (compact) root.dataset.density = "compact"; else delete root.dataset.density;
        dashboard.remember("density", compact ? "compact" : "comfortable");
      },
    },
  };

  // What can be chosen now, in the order of the screen. Answers to an older question are shown but cannot be chosen.
  const options = () => [...list.querySelectorAll("[role=option]")].filter(option => !option.closest("[hidden],[data-stale]"));
  let active = null;
  let moved = false;
  const choose = option => {
    active?.setAttribute("aria-selected", "false");
    active = option ?? null;
    if (!active) { input.removeAttribute("aria-activedescendant"); return; }
    active.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", active.id);
    active.scrollIntoView({ block: "nearest" });
  };
  const settle = () => {
    const choices = options();
    none.hidden = choices.length > 0 || Boolean(all);
    count.textContent = count.dataset.wordsFound.replace("{0}", choices.length);
    if (!moved || !choices.includes(active)) choose(choices[0]);
  };

  const matches = (option, words) => {
    const has = option.dataset.words.toLocaleLowerCase();
    return words.every(word => has.includes(word));
  };
  const filter = text => {
    const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    for (const option of commands)
      option.hidden = (option.dataset.does && !does[option.dataset.does].can()) || !matches(option, words);
    for (const group of dialog.querySelectorAll("[data-group]"))
      group.hidden = !group.querySelector("[role=option]:not([hidden])");
    recent.hidden = text.length > 0;
    if (!all) return;
    all.hidden = text.length === 0;
    all.querySelector("a").href = `/payments?q=${encodeURIComponent(text)}`;
    all.querySelector("[data-all-text]").textContent = text;
  };

  // One question at a time: the next letter gives the one before up, in the browser and, by closing the request, on the server.
  let asking = null;
  let waiting = 0;
  const ask = (address, place, delay) => {
    clearTimeout(waiting);
    asking?.abort();
    waiting = setTimeout(async () => {
      const mine = asking = new AbortController();
      dialog.toggleAttribute("data-busy", true);
      try {
        const answer = await fetch(address, { signal: mine.signal, redirect: "manual" });
        if (!answer.ok) throw new Error(`status ${answer.status}`);
        place(await answer.text());
        settle();
      } catch (failure) {
        if (mine.signal.aborted) return;
        place("");
        settle();
        count.textContent = count.dataset.wordsFailed;
      } finally {
        if (mine === asking) dialog.removeAttribute("data-busy");
      }
    }, delay);
  };

  const look = () => {
    const text = input.value.trim();
    moved = false;
    filter(text);
    if (found) {
      found.toggleAttribute("data-stale", true);
      if (text.length === 0) {
        asking?.abort();
        clearTimeout(waiting);
        found.replaceChildren();
      } else {
        ask(`/palette/found?q=${encodeURIComponent(text)}`, html => {
          found.innerHTML = html;
          found.removeAttribute("data-stale");
        }, 90);
      }
    }
    settle();
  };

  // Payments looked at lately: their addresses, kept in this browser for this person until they sign out.
  const remembered = () => {
    try { return JSON.parse(localStorage.getItem(key)) ?? []; } catch { return []; }
  };
  const note = address => {
    const at = /^\/payments\/(\d+\/[^/?#]+)$/.exec(address);
    if (at) localStorage.setItem(key, JSON.stringify([at[1], ...remembered().filter(one => one !== at[1])].slice(0, 5)));
  };
  note(location.pathname);
  // On the window: whatever takes the click for itself later, the payment was looked at.
  addEventListener("click", event => {
    const link = event.target.closest?.("a[href]");
    if (link && link.origin === location.origin) note(link.pathname);
  }, true);
  document.addEventListener("submit", event => {
    if (event.target.getAttribute("action") === "/sign-out") localStorage.removeItem(key);
  }, true);

  const open = () => {
    if (dialog.open) { input.select(); return; }
    dialog.showModal();
    input.value = "";
    look();
    list.scrollTop = 0;
    const lately = remembered();
    if (!found || lately.length === 0) return;
    const query = lately.map(one => `at=${encodeURIComponent(one)}`).join("&");
    ask(`/palette/recent?${query}`, html => { recent.innerHTML = html; }, 0);
  };

  const run = (option, aside) => {
    if (!option) return;
    if (aside && option.href) { window.open(option.href, "_blank", "noopener"); return; }
    dialog.close();
    if (option.dataset.does) does[option.dataset.does].go(); else option.click();
  };

  document.addEventListener("palette-open", open);
  document.addEventListener("click", event => { if (event.target.closest("[data-palette-open]")) open(); });
  input.addEventListener("input", look);
  dialog.addEventListener("close", () => { asking?.abort(); clearTimeout(waiting); });
  dialog.addEventListener("keydown", event => {
    const choices = options();
    const at = choices.indexOf(active);
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: Math.min(at + 8, choices.length - 1), PageUp: Math.max(at - 8, 0) };
    if (event.isComposing || choices.length === 0 && event.key !== "Escape") return;
    if (Object.hasOwn(steps, event.key)) {
      event.preventDefault();
      moved = true;
      choose(choices[(steps[event.key] + choices.length) % choices.length]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(active, event.ctrlKey || event.metaKey);
    }
  });
  list.addEventListener("pointermove", event => {
    const option = event.target.closest("[role=option]");
    if (option && option !== active && !option.closest("[data-stale]")) { moved = true; choose(option); }
  });
  dialog.addEventListener("click", event => {
    const option = event.target.closest("[role=option]");
    if (event.target === dialog || event.target.closest("[data-palette-close]")) dialog.close();
    else if (option?.dataset.does) run(option, false);
    else if (option && !event.ctrlKey && !event.metaKey && !event.shiftKey) dialog.close();
  });
})();
