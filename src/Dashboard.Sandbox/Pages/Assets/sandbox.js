// Keeps the lists fresh: asks for a number that grows with every change, and takes over the parts marked data-live when it grew.
let version = null;

async function look() {
  if (document.hidden) return;
  try {
    const pulse = await (await fetch('/sandbox/pulse')).json();
    if (version !== null && pulse.version !== version) {
      const fresh = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html');
      for (const part of document.querySelectorAll('[data-live]')) {
        const next = fresh.getElementById(part.id);
        if (next && next.innerHTML !== part.innerHTML && !part.contains(document.activeElement)) part.replaceWith(next);
      }
    }
    version = pulse.version;
  } catch {
    // The emulator is being restarted; the next look will tell.
  }
}

setInterval(look, 1500);
look();
