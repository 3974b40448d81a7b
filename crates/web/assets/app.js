// Small comforts for every page. Each page works without them.
"use strict";

const words = JSON.parse(document.body.dataset.words);

// Copy: <button data-copy="id"> copies the text of that element.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  const source = button && document.getElementById(button.dataset.copy);
  if (!source) return;
  try {
    await navigator.clipboard.writeText(source.textContent);
    tell(words.copied);
  } catch {
    // Old browsers and pages without https: select the text, so that a long press copies it.
    source.hidden = false;
    getSelection().selectAllChildren(source);
    tell(words["copy-by-hand"]);
  }
});

// A word about what was just done; it goes by itself.
let toastTimer;
function tell(text) {
  const toast = document.getElementById("toast");
  toast.textContent = text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { toast.textContent = ""; }, 3000);
}

// A form marked data-confirm="id" asks by that dialog first, whose own button then sends it.
document.addEventListener("submit", (event) => {
  const dialog = document.getElementById(event.target.dataset.confirm);
  if (!dialog || event.submitter?.hasAttribute("data-confirmed")) return;
  event.preventDefault();
  dialog.showModal();
});

// Examples: <button data-fill="id"> writes its words into that field.
document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-fill]");
  const field = chip && document.getElementById(chip.dataset.fill);
  if (!field) return;
  field.value = chip.textContent.trim();
  field.focus();
});

// A form marked data-guard is sent once: its button rests while the answer is on its way.
// The button is not `disabled`, because a disabled button is not part of what is sent.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("form[data-guard]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  for (const button of form.elements) if (button.type === "submit") rest(button);
});

// The browser's back button brings pages back as they were left.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[data-rested]")) wake(button);
});

// The account menu closes as menus do.
document.addEventListener("click", (event) => {
  const menu = document.querySelector(".account[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector(".account[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

function rest(button) {
  if (button.dataset.rested !== undefined) return;
  button.dataset.rested = button.textContent;
  button.setAttribute("aria-disabled", "true");
  if (button.dataset.busy) button.textContent = button.dataset.busy;
}

function wake(button) {
  if (button.dataset.rested === undefined) return;
  button.textContent = button.dataset.rested;
  button.removeAttribute("aria-disabled");
  delete button.dataset.rested;
}
