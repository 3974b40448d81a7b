// The teleprompter: scrolls a script at the pace at which it takes to say. Without this it is a large
// text to scroll by hand.
"use strict";

const lines = [...document.querySelectorAll("#teleprompter [data-ms]")];
const times = lines.map((line) => Number(line.dataset.ms) || 1);
const total = times.reduce((sum, ms) => sum + ms, 0);
const play = document.getElementById("teleprompter-play");
const speed = document.getElementById("teleprompter-speed");
const label = play.textContent;
let said = 0;
let before = null;

// The line that is being said stands a third down the screen.
function follow() {
  let index = 0;
  let rest = said;
  while (index < lines.length - 1 && rest > times[index]) rest -= times[index++];
  const box = lines[index].getBoundingClientRect();
  const at = box.top + scrollY + box.height * Math.min(1, rest / times[index]);
  scrollTo(0, at - innerHeight / 3);
}

function frame(now) {
  if (before === null) return;
  said += (now - before) * (Number(speed.value) / 100);
  before = now;
  follow();
  if (said < total) requestAnimationFrame(frame);
  else stop();
}

function stop() {
  before = null;
  play.textContent = label;
  play.setAttribute("aria-pressed", "false");
}

function start() {
  if (said >= total) said = 0;
  play.textContent = play.dataset.stop;
  play.setAttribute("aria-pressed", "true");
  requestAnimationFrame((now) => { before = now; frame(now); });
}

play.addEventListener("click", () => (before === null ? start() : stop()));
document.getElementById("teleprompter-again").addEventListener("click", () => {
  said = 0;
  if (before === null) start();
});
// Who scrolls by hand has taken over.
for (const kind of ["wheel", "touchmove"]) {
  addEventListener(kind, () => { if (before !== null) stop(); }, { passive: true });
}
