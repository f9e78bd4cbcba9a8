// Sends a large file in pieces as soon as it is chosen, goes on after a lost connection, and then names it in the form.
// The headers are those of the IETF's "Resumable Uploads for HTTP", here by GET and POST alone.
const SMALLEST = 256 * 1024; // bytes of a piece; the server takes from 64 kB to 4 MB
const LARGEST = 4 * 1024 * 1024;
const BRISK = 1_000; // ms: pieces grow while they take less, and shrink while they take four times as long
const STALLED = 60_000; // ms without an answer
const CHECKED = 120_000; // ms that checking a file may take
const WAITS = [1, 2, 4, 8, 15, 30]; // seconds before trying again

const UNKNOWN = "The file could not be sent. Reload the page and choose it again.";
const CHANGED = "The file cannot be read any more: it was changed, moved or deleted. Choose it again.";

const megabytes = (bytes) => (bytes / 1024 / 1024).toLocaleString("en-GB", { maximumFractionDigits: 1 });
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Why a file is not sent on, in the server's own words. */
class Refused extends Error {}
/** No answer, or one that says nothing about the file. */
class Lost extends Error {}
/** What was sent is no longer on the server. */
class Gone extends Error {}

/** One request; `allowed` are the answers that the caller looks at itself. */
async function ask(address, signal, { method = "POST", body, headers = {}, patience = STALLED, allowed = [] } = {}) {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const limited = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
  const answer = await fetch(address, {
    method, body, redirect: "manual", signal: limited,
    headers: { accept: "application/json", "x-csrf-token": token, ...headers },
  }).catch(() => { throw new Lost(); });
  if (answer.ok || allowed.includes(answer.status)) return answer;
  if (answer.status === 404) throw new Gone();
  if (answer.status >= 500 || [408, 409, 429].includes(answer.status)) throw new Lost();
  const said = await answer.json().catch(() => ({}));
  throw new Refused(said.error ?? UNKNOWN);
}

class Sending {
  constructor(field, file) {
    Object.assign(this, { field, file, size: SMALLEST, failures: 0, cancelling: new AbortController(), key: "" });
  }

  get signal() {
    return this.cancelling.signal;
  }

  /** Send the file until it is kept, refused or cancelled. */
  async run() {
    this.field.checkSize(this.file); // before it is read, which a browser cannot do with a file of gigabytes
    this.field.show(`Getting “${this.file.name}” ready`);
    const content = await this.file.arrayBuffer().catch(() => { throw new Refused(CHANGED); });
    this.announced = JSON.stringify({
      name: this.file.name, size: this.file.size, sha256: hex(await crypto.subtle.digest("SHA-256", content)),
    });
    while (!this.signal.aborted) {
      try {
        await this.goOn();
        return;
      } catch (error) {
        if (this.signal.aborted) return;
        if (!(error instanceof Lost || error instanceof Gone)) throw error;
        this.size = SMALLEST;
        await this.wait();
      }
    }
  }

  /** From wherever the server has it to the end. */
  async goOn() {
    const headers = { "content-type": "application/json" };
    const begun = await (await ask(this.field.home, this.signal, { body: this.announced, headers })).json();
    this.key = begun.key;
    for (let at = begun.offset; at < this.file.size;) {
      this.field.sent(this.file, at);
      at = await this.piece(at);
      this.failures = 0;
    }
    this.field.show(`Checking “${this.file.name}”`, "All of it has arrived.");
    await ask(`${this.field.home}/${this.key}/check`, this.signal, { patience: CHECKED });
    this.field.arrived(this.file, this.key);
  }

  async piece(at) {
    const body = await this.file.slice(at, at + this.size).arrayBuffer().catch(() => { throw new Refused(CHANGED); });
    const begun = performance.now();
    const headers = { "content-type": "application/octet-stream", "upload-offset": at };
    const answer = await ask(`${this.field.home}/${this.key}`, this.signal, { body, headers, allowed: [409] });
    const took = performance.now() - begun;
    if (took < BRISK) this.size = Math.min(this.size * 2, LARGEST);
    if (took > 4 * BRISK) this.size = Math.max(this.size / 2, SMALLEST);
    return Number(answer.headers.get("upload-offset"));
  }

  /** Until it is time to try again, or somebody asks for it, or the connection is back. */
  async wait() {
    const seconds = WAITS[Math.min(this.failures++, WAITS.length - 1)];
    this.field.lost(seconds);
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, seconds * 1_000);
      this.again = () => { clearTimeout(timer); resolve(); };
      addEventListener("online", this.again, { once: true });
    });
    removeEventListener("online", this.again);
  }

  cancel() {
    this.cancelling.abort();
    this.again?.();
  }
}

/** The file field of a form: what is chosen, how far it has come, and what is wrong with it. */
class Field {
  constructor(panel) {
    this.panel = panel;
    this.form = panel.closest("form");
    this.input = this.form.querySelector('input[type="file"]');
    this.name = this.input.name;
    this.upload = this.form.elements.upload;
    this.home = panel.dataset.sending;
    this.part = (name) => panel.querySelector(`[data-sending-${name}]`);
    this.bar = panel.querySelector("progress");
    this.input.addEventListener("change", () => this.choose());
    this.part("cancel").addEventListener("click", () => this.cancel("The file was taken away."));
    this.part("again").addEventListener("click", () => this.sending?.again?.());
    this.form.addEventListener("submit", (event) => this.hold(event));
  }

  async choose() {
    await this.clear();
    const file = this.input.files[0];
    if (!file || file.size <= Number(this.panel.dataset.over)) return;
    this.input.removeAttribute("name");
    const sending = new Sending(this, file);
    this.sending = sending;
    try {
      await sending.run();
    } catch (error) {
      if (!(error instanceof Refused)) console.error(error);
      if (this.sending === sending) this.refuse(error instanceof Refused ? error.message : UNKNOWN);
    }
  }

  checkSize(file) {
    const { most } = this.panel.dataset;
    if (file.size <= Number(most.replaceAll(",", "")) * 1024 * 1024) return;
    throw new Refused(`The file is larger than ${most} MB. Send a smaller one, or give a link to it instead.`);
  }

  show(label, words = "") {
    this.panel.hidden = false;
    this.bar.hidden = false;
    this.bar.removeAttribute("value");
    this.part("label").textContent = label;
    this.part("words").textContent = words;
    this.part("again").hidden = true;
  }

  sent(file, bytes) {
    this.show(`Sending “${file.name}”`, `${megabytes(bytes)} of ${megabytes(file.size)} MB sent`);
    this.bar.max = file.size;
    this.bar.value = bytes;
  }

  lost(seconds) {
    const left = "The connection was lost. What has arrived is kept.";
    this.part("words").textContent = `${left} Trying again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`;
    this.part("again").hidden = false;
    this.say(left);
  }

  arrived(file, key) {
    this.show(`“${file.name}” has arrived`, `${megabytes(file.size)} MB. It is kept when you save the form.`);
    this.bar.hidden = true;
    this.upload.value = key;
    this.sending = null;
    this.say(this.part("label").textContent);
    if (this.held) this.form.requestSubmit(this.held.submitter);
  }

  /** A form that is saved meanwhile waits for its file. */
  hold(event) {
    if (!this.sending) return;
    event.preventDefault();
    this.held = { submitter: event.submitter };
    this.part("held").hidden = false;
    this.say(this.part("held").textContent);
  }

  refuse(sentence) {
    this.clear();
    this.input.value = "";
    const group = this.input.closest(".govuk-form-group");
    group.classList.add("govuk-form-group--error");
    const error = Object.assign(document.createElement("p"), { className: "govuk-error-message", id: "file-error" });
    error.setAttribute("role", "alert");
    const hidden = Object.assign(document.createElement("span"), {
      className: "govuk-visually-hidden", textContent: "Error: ",
    });
    error.append(hidden, sentence);
    this.input.before(error);
    this.input.setAttribute("aria-describedby", "file-hint file-error");
    this.input.focus();
  }

  async cancel(said) {
    await this.clear();
    this.input.value = "";
    this.say(said);
    this.input.focus();
  }

  /** As if no file were chosen yet; what was sent of one is forgotten, here and on the server. */
  async clear() {
    const key = this.sending?.key || this.upload.value;
    this.sending?.cancel();
    this.sending = this.held = null;
    this.upload.value = "";
    this.input.name = this.name;
    this.panel.hidden = true;
    this.part("held").hidden = true;
    this.form.querySelector("#file-error")?.remove();
    this.input.closest(".govuk-form-group").classList.remove("govuk-form-group--error");
    this.input.setAttribute("aria-describedby", "file-hint");
    if (key) await ask(`${this.home}/${key}/cancel`, AbortSignal.timeout(STALLED)).catch(() => {}); // else in a day
  }

  say(words) {
    this.form.querySelector("[data-sending-said]").textContent = words;
  }
}

// Only a page that came safely may work out what a file is known by; elsewhere the form sends the file whole.
if (globalThis.crypto?.subtle && AbortSignal.any) document.querySelectorAll("[data-sending]").forEach((panel) => new Field(panel));
