// What this browser has not yet handed to the server, kept on its disk until it has: steps that no
// answer has confirmed, and words rescued from a passage that somebody else deleted.

const DATABASE = 'candour-editor'
const KEPT = 'kept'

const open = () => new Promise((resolve, reject) => {
  const request = indexedDB.open(DATABASE, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(KEPT, { keyPath: 'key' })
  request.onsuccess = () => resolve(request.result)
  request.onerror = () => reject(request.error)
})

export class Store {
  #database = null
  #refused = new Set()

  /** False while there is something that the browser has refused to keep: nothing may then claim to be kept. */
  get working () { return !this.#refused.size }

  async #run (mode, act) {
    try {
      this.#database ??= open()
      const database = await this.#database
      return await new Promise((resolve, reject) => {
        // "strict": the promise resolves when the bytes are on disk, not when the system has accepted them.
        const transaction = database.transaction(KEPT, mode, { durability: 'strict' })
        const request = act(transaction.objectStore(KEPT))
        transaction.oncomplete = () => resolve(request.result)
        transaction.onabort = transaction.onerror = () => reject(transaction.error)
      })
    } catch (error) {
      this.#database = null   // a browser that has thrown our data away lets it be opened anew
      throw error
    }
  }

  /** Keep a record under its key; throws where the browser refuses, as for want of space. */
  async put (record) {
    try {
      await this.#run('readwrite', kept => kept.put(record))
      this.#refused.delete(record.key)
    } catch (error) {
      this.#refused.add(record.key)
      throw error
    }
  }

  async remove (key) {
    await this.#run('readwrite', kept => kept.delete(key)).finally(() => this.#refused.delete(key))
  }

  /** Records of one kind that this person left for one response; another person's stay untouched. */
  async find (kind, base, user) {
    const all = await this.#run('readonly', kept => kept.getAll())
    return all.filter(record => record.kind === kind && record.base === base && record.user === user)
  }
}

/** An identifier nobody else has. (crypto.randomUUID is missing on plain http.) */
export const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, '0')).join('')
