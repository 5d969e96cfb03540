// The menu of a list's rows: one for all of them, at the button that was pressed. What it acts on is the payment the row held when it was opened, however
// the rows are written over meanwhile.
"use strict";
(() => {
  const menu = () => document.getElementById("row-menu");
  const items = () => [...menu().querySelectorAll("[role=menuitem]")].filter(item => !item.hidden);
  let opener = null;
  let target = null;
  let shut = { opener: null, at: 0 };
  let closing = 0;

  // Ids that are more than letters and digits travel as ~ and base64url of their UTF-8.
  const idOf = segment => segment.startsWith("~")
    ? new TextDecoder().decode(Uint8Array.from(atob(segment.slice(1).replaceAll("-", "+").replaceAll("_", "/")), letter => letter.charCodeAt(0)))
    : segment;
  const read = button => {
    const link = button.closest("tr")?.querySelector("a.row-link");
    const [, project, segment] = /^\/payments\/(\d+)\/([^/]+)$/.exec(link?.pathname ?? "") ?? [];
    return segment && {
      project, href: link.getAttribute("href"), path: link.pathname, id: idOf(segment), operation: link.hash.replace("#operation-", ""),
    };
  };
  const rowOf = href => [...document.querySelectorAll("a.row-link")].find(link => link.getAttribute("href") === href)?.closest("tr");

  const place = () => {
    const at = opener.getBoundingClientRect();
    const size = menu().getBoundingClientRect();
    const below = at.bottom + 4;
    const top = below + size.height <= innerHeight - 8 ? below : Math.max(8, at.top - size.height - 4);
    menu().style.top = `${top}px`;
    menu().style.left = `${Math.max(8, Math.min(at.right - size.width, innerWidth - size.width - 8))}px`;
  };
  const open = button => {
    target = read(button);
    if (!menu() || !target) return;
    opener = button;
    clearTimeout(closing);
    for (const item of menu().querySelectorAll("[role=menuitem]")) {
      item.classList.remove("copied");
      if (item.dataset.word) item.querySelector("[data-word]").textContent = item.dataset.word;
      if (item.dataset.do === "refund") item.hidden = !button.closest("tr").querySelector("[data-refund]");
      if (item.dataset.do === "page") item.href = target.path;
      if (item.dataset.do === "platform")
        item.href = item.dataset.address.replaceAll("{payment_id}", encodeURIComponent(target.id)).replaceAll("{project_id}", target.project);
      if (item.dataset.do === "callbacks") item.href = `/callback-log?q=${encodeURIComponent(target.id)}`;
    }
    menu().showPopover();
    menu().toggleAttribute("data-open", true);
    button.setAttribute("aria-expanded", "true");
    place();
    items()[0].focus({ preventScroll: true });
  };
  const close = () => { if (menu()?.hasAttribute("data-open")) menu().hidePopover(); };

  document.addEventListener("beforetoggle", event => {
    if (event.target !== menu() || event.newState !== "closed") return;
    shut = { opener, at: performance.now() };
    event.target.removeAttribute("data-open");
    opener?.removeAttribute("aria-expanded");
    if (event.target.contains(document.activeElement) || document.activeElement === document.body) opener?.focus({ preventScroll: true });
  }, true);
  addEventListener("scroll", close, { passive: true });
  addEventListener("resize", close);

  const say = (item, words, done) => {
    const word = item.querySelector("[data-word]");
    item.dataset.word ||= word.textContent;
    word.textContent = words;
    item.classList.toggle("copied", done);
    document.getElementById("announce").textContent = words;
    closing = setTimeout(close, done ? 700 : 2500);
  };
  const copy = async (item, text) => {
    try {
      await text(item);
      say(item, menu().dataset.copiedWord, true);
    } catch {
      say(item, menu().dataset.failedWord, false);
    }
  };
  const summary = async () => {
    const answer = await fetch(`${target.path}/summary`, { redirect: "manual" });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer.blob();
  };
  const does = {
    refund: () => { const row = rowOf(target.href); close(); row?.querySelector("[data-refund]")?.click(); },
    operation: item => copy(item, () => navigator.clipboard.writeText(target.operation)),
    id: item => copy(item, () => navigator.clipboard.writeText(target.id)),
    link: item => copy(item, () => navigator.clipboard.writeText(new URL(target.path, location.origin).href)),
    // Handed over as a promise: a browser may want the copying to begin with the click itself.
    summary: item => copy(item, () => navigator.clipboard.write([new ClipboardItem({ "text/plain": summary() })])),
  };

  document.addEventListener("click", event => {
    const button = event.target.closest("[data-row-menu]");
    if (button) {
      event.preventDefault();
      // The press that closed it was on its own button; a key closes nothing by itself.
      if (event.detail === 0 || shut.opener !== button || performance.now() - shut.at > 300) open(button);
      return;
    }

    const item = event.target.closest("#row-menu [role=menuitem]");
    if (!item) return;
    if (Object.hasOwn(does, item.dataset.do)) does[item.dataset.do](item); else close();
  });

  document.addEventListener("keydown", event => {
    if (!menu()?.hasAttribute("data-open")) return;
    const all = items();
    const at = all.indexOf(document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      all[(next + all.length) % all.length].focus();
    } else if (event.key === "Tab") {
      close();
    }
    // The list's own keys are for later.
    event.stopPropagation();
  }, true);
})();
