// Keys for whoever reviews many papers: a accepts, r writes a reason, j and k go on and back. Each has its button.
"use strict";

const STORED = "review-keys";
const bar = document.querySelector("[data-review-keys]");
const toggle = bar?.querySelector("[data-keys-switch]");
let isOn = localStorage.getItem(STORED) !== "off";

function tell() {
  toggle.hidden = false;
  toggle.setAttribute("aria-pressed", String(isOn));
}

toggle?.addEventListener("click", () => {
  isOn = !isOn;
  localStorage.setItem(STORED, isOn ? "on" : "off");
  tell();
});
if (toggle) tell();

document.addEventListener("keydown", (event) => {
  if (!isOn || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const writes = document.querySelector(`[data-key-focus="${CSS.escape(event.key)}"]`);
  const presses = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (writes) {
    event.preventDefault();
    writes.form.querySelector("textarea").focus();
  } else if (presses) {
    event.preventDefault();
    presses.click();
  }
});
