// Small comforts. Every page works without this file.
"use strict";

// The error summary takes the focus, so that a screen reader and a keyboard start there.
function focusErrors(root) {
  root.querySelector("[data-error-summary]")?.focus();
}

// <button data-confirm="Withdraw?"> asks before its form is sent.
document.addEventListener("click", (event) => {
  const asking = event.target.closest("[data-confirm]");
  if (asking && !window.confirm(asking.dataset.confirm)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

// <a href="page" data-opens="id"> opens the dialog instead of the page.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (!dialog?.showModal || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  dialog.showModal();
});
document.addEventListener("click", (event) => {
  if (event.target instanceof HTMLDialogElement) event.target.close();
});

// <form data-autosave-url="…"> is kept within five seconds of typing.
const PAUSE = 1500;
const LONGEST_WAIT = 4000;

function keepForm(form) {
  const status = form.querySelector("[data-autosave-status]");
  let timer = 0;
  let firstChangeAt = 0;
  let sending = false;

  const say = (name, value = "") => {
    if (!status) return;
    status.textContent = (status.dataset[name] || "").replace("{time}", value);
  };

  // Files wait for the button: they are large, and half a file is none.
  const words = () => {
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    return body;
  };

  const save = async () => {
    if (sending) return schedule();
    firstChangeAt = 0;
    sending = true;
    try {
      const answer = await fetch(form.dataset.autosaveUrl, {
        method: "POST", body: words(), headers: { "X-Autosave": "1" }, credentials: "same-origin",
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const now = new Date();
      say("saved", now.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }));
    } catch {
      say("failed");
    } finally {
      sending = false;
    }
  };

  const schedule = () => {
    firstChangeAt ||= Date.now();
    clearTimeout(timer);
    timer = setTimeout(save, Math.max(0, Math.min(PAUSE, firstChangeAt + LONGEST_WAIT - Date.now())));
  };

  form.addEventListener("input", schedule);
  form.addEventListener("change", schedule);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    firstChangeAt = 0;
  });
  // Leaving the page sends what is still waiting.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || !firstChangeAt) return;
    clearTimeout(timer);
    firstChangeAt = 0;
    navigator.sendBeacon(form.dataset.autosaveUrl, words());
  });
}

function prepare(root) {
  const forms = root.matches?.("form") ? [root] : root.querySelectorAll("form[data-autosave-url]");
  forms.forEach((form) => {
    if (form.dataset.kept || !form.dataset.autosaveUrl) return;
    form.dataset.kept = "yes";
    keepForm(form);
  });
  focusErrors(root);
}

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.target));
// A refused form comes back with status 422: htmx shall show it.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
