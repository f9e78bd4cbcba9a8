// Every request to the server, answered by {status, body} and never by an exception; status 0 means no answer.

const TIMEOUT = 20_000; // milliseconds
const KEEPALIVE_LIMIT = 60_000; // characters; browsers let 64 kB outlive a closing page
const REOPEN = 3000; // ms; browsers reconnect by themselves unless the server answered with an error

/** Whether trying the same request again later may succeed. */
export const isPassing = (status) => status === 0 || status === 429 || status >= 500;

export class Server {
  constructor({ base, csrf, person }) {
    Object.assign(this, { base, csrf, person });
  }

  async #call(path, body) {
    const init = { headers: { accept: "application/json" }, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT) };
    if (body !== undefined) {
      init.method = "POST";
      init.body = JSON.stringify(body);
      init.keepalive = init.body.length < KEEPALIVE_LIMIT;
      Object.assign(init.headers, { "content-type": "application/json", "x-csrf-token": this.csrf });
    }
    try {
      const response = await fetch(`${this.base}/register/${path}`, init);
      if (response.type === "opaqueredirect") return { status: 401 }; // sent to the sign-in page
      return { status: response.status, body: response.status === 204 ? null : await response.json() };
    } catch {
      return { status: 0 };
    }
  }

  state = () => this.#call("state");
  cell = (typed) => this.#call("cell", typed);
  begin = (row) => this.#call("rows", row);
  act = (row, act) => this.#call(`rows/${row}`, { act });
  here = (place) => this.#call("here", place);

  /** The register's own page, as it is now; null where it cannot be had. */
  async page() {
    try {
      const response = await fetch(this.base, { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT) });
      const page = response.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
      return page?.querySelector("[data-register]") ?? null;
    } catch {
      return null;
    }
  }

  /** After signing in again elsewhere: a fresh token, unless somebody else has signed in. Says out, same or fresh. */
  async renewToken() {
    const page = await this.page();
    if (page?.dataset.person !== this.person) return "out";
    const known = this.csrf === page.dataset.csrf;
    this.csrf = page.dataset.csrf;
    return known ? "same" : "fresh";
  }
}

/** What the server tells as it happens. A hidden page closes it: browsers allow six connections to one server. */
export class Stream {
  #source = null;
  #timer = 0;

  /** `on` has rows(news), here(place), opened() and since(), the version from which to tell. */
  constructor(server, on) {
    Object.assign(this, { server, on });
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#close() : this.#open()));
    addEventListener("online", () => { this.#close(); this.#open(); });
    addEventListener("pagehide", () => this.#close());
    addEventListener("pageshow", () => this.#open());
    this.#open();
  }

  #open() {
    if (this.#source || document.hidden) return;
    const source = this.#source = new EventSource(`${this.server.base}/register/events?since=${this.on.since()}`);
    source.addEventListener("rows", ({ data }) => this.on.rows(JSON.parse(data)));
    source.addEventListener("here", ({ data }) => this.on.here(JSON.parse(data)));
    source.addEventListener("comments", () => document.dispatchEvent(new CustomEvent("candour:comments")));
    source.onopen = () => this.on.opened();
    source.onerror = () => { if (source.readyState === EventSource.CLOSED) this.#later(); };
  }

  #close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #later() {
    this.#close();
    this.#timer = setTimeout(() => this.#open(), REOPEN);
  }
}
