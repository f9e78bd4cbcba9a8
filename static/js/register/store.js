// What this browser has not yet handed to the server, kept on its disk until it has.

const DATABASE = "candour-register";
const KEPT = "kept";
const STALE = 60_000; // ms after which a record counts as left behind, where the browser cannot say

const lockOf = (client) => `candour-register:${client}`;

const open = () => new Promise((resolve, reject) => {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(KEPT, { keyPath: "key" });
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

export class Store {
  #database = null;
  #waiting = new Map(); // key to the newest record, or null to remove it
  #writing = null;

  /** False once the browser has refused to keep something: nothing may then claim to be kept. */
  working = true;

  /** With a client's name other tabs see that this one lives. */
  constructor(client = null) {
    if (client) navigator.locks?.request(lockOf(client), () => new Promise(() => {}));
  }

  async #run(mode, act) {
    try {
      this.#database ??= open();
      const database = await this.#database;
      return await new Promise((resolve, reject) => {
        // "strict": the promise resolves when the bytes are on disk, not when the system has accepted them.
        const transaction = database.transaction(KEPT, mode, { durability: "strict" });
        const request = act(transaction.objectStore(KEPT));
        transaction.oncomplete = () => resolve(request?.result);
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
      });
    } catch (error) {
      this.working = false;
      throw error;
    }
  }

  /** Keep a record, or with null forget its key. What waits for the disk is written with the next transaction. */
  keep(key, record) {
    this.#waiting.set(key, record);
    this.#writing ??= this.#write().catch(() => {}).finally(() => { this.#writing = null; });
    return this.#writing;
  }

  async #write() {
    while (this.#waiting.size) {
      const now = this.#waiting;
      this.#waiting = new Map();
      await this.#run("readwrite", (kept) => {
        for (const [key, record] of now) record ? kept.put({ ...record, key, at: Date.now() }) : kept.delete(key);
      });
    }
  }

  /** What dead tabs of this person left for this register. */
  async left(base, person, client) {
    const all = await this.#run("readonly", (kept) => kept.getAll());
    const own = all.filter((one) => one.base === base && one.person === person && one.client !== client);
    const dead = new Map(); // asked once a tab, since asking holds its lock for a moment
    for (const one of own) if (!dead.has(one.client)) dead.set(one.client, await this.#isDead(one));
    return own.filter((one) => dead.get(one.client));
  }

  async #isDead({ client, at }) {
    if (!navigator.locks) return Date.now() - at > STALE;
    return navigator.locks.request(lockOf(client), { ifAvailable: true }, (lock) => lock !== null);
  }
}

/** An identifier nobody else has. (crypto.randomUUID is missing on plain http.) */
export const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
