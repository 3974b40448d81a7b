// The checkout window in a frame: hands the result to the page that opened it, and to no other.
(() => {
  "use strict";
  const holder = document.getElementById("result");
  if (holder) {
    const message = { source: "portone-sandbox", result: JSON.parse(holder.dataset.result) };
    window.parent.postMessage(message, holder.dataset.origin);
    return;
  }
  const cancel = document.getElementById("cancel");
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && cancel) cancel.click();
  });
  // A second press would only be told that the payment is done already.
  const form = document.querySelector("form");
  let pressed = false;
  form?.addEventListener("submit", (event) => {
    if (pressed) event.preventDefault();
    pressed = true;
  });
  addEventListener("pageshow", () => {
    pressed = false;
  });
})();
