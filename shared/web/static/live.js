// A page that htmx keeps fresh: how old it is, whether it still hears from the server, and what changed in words.
"use strict";

const SILENT_AFTER = 4;
const now = () => performance.now() / 1000;
let fresh = now();

const flow = () => document.getElementById("flow");
const isLive = () => flow().hasAttribute("hx-get");

function tick() {
  const age = Number(flow().dataset.age) + now() - fresh;
  const ticking = flow().querySelector(".ticking");
  if (ticking) ticking.textContent = ticking.dataset.words.replace("%s", String(Math.round(age)));
  document.getElementById("unanswered").hidden = !isLive() || now() - fresh < SILENT_AFTER;
}

// Only what changed is announced, or a screen reader would never come to an end.
function announce() {
  const announced = document.getElementById("announced");
  if (announced.textContent !== flow().dataset.headline) announced.textContent = flow().dataset.headline;
}

document.addEventListener("htmx:afterSettle", () => {
  fresh = now();
  announce();
});
setInterval(tick, 500);
