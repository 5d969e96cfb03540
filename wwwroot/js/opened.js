// Payments that were opened in this browser are slightly dimmed in lists: whoever works through one sees how far they came. Kept here for this person alone,
// until they sign out.
"use strict";
(() => {
  const owner = document.getElementById("palette")?.dataset.owner;
  if (!owner) return;
  const most = 500;
  const key = `opened-payments-${owner}`;
  const read = () => {
    try { return new Set(JSON.parse(localStorage.getItem(key))); } catch { return new Set(); }
  };
  let opened = read();

  // On a page of its own, or beside the list.
  const current = () => {
    const beside = document.querySelector(".panels")?.dataset.panelActive;
    return beside ? `/payments/${beside.replace(":", "/")}` : /^\/payments\/\d+\/[^/]+$/.exec(location.pathname)?.[0];
  };
  let last = null;
  const settle = () => {
    const path = current();
    if (path && path !== last) {
      // Read again: another tab may have opened some meanwhile.
      opened = read();
      opened.delete(path);
      opened.add(path);
      localStorage.setItem(key, JSON.stringify([...opened].slice(-most)));
    }
    last = path;
    for (const link of document.querySelectorAll("table.data a.row-link"))
      link.closest("tr").toggleAttribute("data-opened", opened.has(link.pathname));
  };
  settle();
  new MutationObserver(settle).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-panel-active", "href"] });
  addEventListener("storage", event => {
    if (event.key !== key) return;
    opened = read();
    settle();
  });
  document.addEventListener("submit", event => {
    if (event.target.getAttribute("action") === "/sign-out") localStorage.removeItem(key);
  }, true);
})();
