// The live page of a run: stages, text as it is written, seconds left.
"use strict";
(() => {
  const live = document.getElementById("live");
  if (!live) return;

  const stageTitle = document.getElementById("stage");
  const progress = document.getElementById("progress");
  const connection = document.getElementById("connection");
  const blocks = document.getElementById("blocks");
  const secondsLeft = document.getElementById("seconds-left");
  const words = JSON.parse(document.body.dataset.words);
  const steps = [...live.querySelectorAll("[data-stage]")];

  // The phone's clock may be wrong: count from the server's.
  const skew = Date.now() - Number(live.dataset.now);
  const deadline = Number(live.dataset.deadline) + skew;

  let seen = -1;
  let finished = false;
  let lastBlock = null;

  function stage(data) {
    if (data.label) stageTitle.textContent = data.label;
    const current = steps.findIndex((step) => step.dataset.stage === data.stage);
    if (current < 0) return;
    steps.forEach((step, index) => {
      step.className = index < current ? "stage stage-done" : index === current ? "stage stage-active" : "stage";
      if (index === current) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    });
    progress.value = current;
  }

  function text(data) {
    let block = [...blocks.children].find((child) => child.dataset.path === data.path);
    if (!block) {
      block = document.createElement("section");
      block.className = "block";
      block.dataset.path = data.path;
      const title = document.createElement("h3");
      title.textContent = data.label || "";
      block.append(title, document.createElement("p"));
      blocks.append(block);
    }
    // A screen reader waits for aria-busy to fall, and then reads the block as a whole.
    if (lastBlock && lastBlock !== block) lastBlock.removeAttribute("aria-busy");
    block.setAttribute("aria-busy", "true");
    lastBlock = block;
    block.lastElementChild.append(data.text || "");
  }

  // Another attempt begins: what was written so far is not part of the result.
  function restart(data) {
    blocks.replaceChildren();
    lastBlock = null;
    if (data.label) stageTitle.textContent = data.label;
  }

  function finish() {
    if (finished) return;
    finished = true;
    source.close();
    lookAgain();
  }

  // Without a connection a reload would replace the page by the browser's own error.
  function lookAgain() {
    if (navigator.onLine) location.reload();
    else addEventListener("online", () => location.reload(), { once: true });
  }

  function tellConnection(key) {
    connection.textContent = key ? words[key] : "";
  }

  // Ids count upwards: what was seen before a reconnection is not shown twice.
  function fresh(event) {
    const id = Number.parseInt(event.lastEventId, 10);
    if (Number.isNaN(id)) return true;
    if (id <= seen) return false;
    seen = id;
    return true;
  }

  function on(name, handle) {
    source.addEventListener(name, (event) => {
      if (!fresh(event)) return;
      try {
        handle(JSON.parse(event.data));
      } catch {
        // A piece that can't be read is left out; the finished result has everything.
      }
    });
  }

  const source = new EventSource(live.dataset.events);
  source.addEventListener("open", () => tellConnection(null));
  source.addEventListener("error", () => {
    if (finished) return;
    tellConnection(navigator.onLine ? "run-reconnecting" : "run-offline");
    // Refused rather than cut: the browser gives up, so look again by loading the page.
    if (source.readyState === EventSource.CLOSED) setTimeout(finish, 5000);
  });
  addEventListener("offline", () => tellConnection("run-offline"));
  addEventListener("online", () => {
    if (finished) return;
    tellConnection("run-reconnecting");
    if (source.readyState === EventSource.CLOSED) finish();
  });
  on("stage", stage);
  on("text", text);
  on("restart", restart);
  source.addEventListener("done", finish);

  const clock = setInterval(() => {
    const left = Math.max(0, Math.ceil((deadline - Date.now()) / 1000));
    secondsLeft.textContent = left;
    if (left > 0) return;
    clearInterval(clock);
    // By now there is a result or a refund; the server settles it within moments.
    setTimeout(finish, 4000);
  }, 1000);

  // A sleeping phone loses the stream; on waking, the page says where things stand.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
