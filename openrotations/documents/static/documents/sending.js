// Sends files in pieces with a bar, and goes on where a cut line stopped. Without this file the form sends them whole.
"use strict";

const FIRST_PIECE = 32 * 1024;
const LARGEST_PIECE = 1024 * 1024;
const PATIENCE = [500, 1000, 2000, 4000, 8000];

const form = document.querySelector("form[data-upload-url]");
const input = form?.querySelector("input[type=file]");
const box = form?.querySelector("[data-progress]");

function show(share, words) {
  box.hidden = false;
  box.querySelector("progress").value = Math.round(share * 100);
  box.querySelector("[data-progress-words]").textContent = words;
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// Asks until the line is there again; an answer of the program, even a refusal, ends the asking.
async function ask(url, options) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const answer = await fetch(url, { credentials: "same-origin", ...options });
      if (answer.status < 500) return answer;
    } catch {
      show(box.querySelector("progress").value / 100, form.dataset.broken);
    }
    await pause(PATIENCE[Math.min(attempt, PATIENCE.length - 1)]);
    if (options.method === "POST" && options.again) return options.again();
  }
}

async function send(file, token, tell) {
  const body = new URLSearchParams({ size: file.size, csrfmiddlewaretoken: token });
  const started = await ask(form.dataset.uploadUrl, { method: "POST", body });
  const told = await started.json();
  if (!started.ok) throw new Error((told.reasons || []).join(" "));
  const url = `${form.dataset.uploadUrl}${told.id}/`;
  let received = 0;
  let size = FIRST_PIECE;
  while (received < file.size) {
    const before = performance.now();
    const answer = await ask(`${url}?offset=${received}`, {
      method: "POST",
      headers: { "X-CSRFToken": token, "Content-Type": "application/octet-stream" },
      body: file.slice(received, received + size),
      again: () => fetch(url, { credentials: "same-origin" }).catch(() => ask(url, {})),
    });
    const state = await answer.json();
    if (!answer.ok && !("received" in state)) {
      const asked = await ask(url, {});
      received = (await asked.json()).received;
      continue;
    }
    received = state.received;
    if (performance.now() - before < 1500) size = Math.min(size * 2, LARGEST_PIECE);
    else size = Math.max(size / 2, FIRST_PIECE);
    tell(received);
  }
  return told.id;
}

async function sendAll(event) {
  const files = [...input.files];
  if (!files.length) return;
  event.preventDefault();
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const whole = files.reduce((sum, file) => sum + file.size, 0) || 1;
  let done = 0;
  try {
    for (const file of files) {
      const id = await send(file, token, (received) => {
        show((done + received) / whole, `${form.dataset.sending} ${file.name}`);
      });
      done += file.size;
      for (const [name, value] of [["kept", id], ["name", file.name]]) {
        const field = document.createElement("input");
        Object.assign(field, { type: "hidden", name, value });
        form.append(field);
      }
    }
    show(1, form.dataset.arrived);
    input.value = "";
    form.submit();
  } catch (problem) {
    button.disabled = false;
    show(0, problem.message);
  }
}

form?.addEventListener("submit", sendAll);
