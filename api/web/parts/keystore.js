/** The worker's locked drawer: IndexedDB, every value sealed under a key that only unlocking makes. */
import { fromB64u, text, toB64u, utf8 } from './bytes.js';

const DATABASE = 'desk';
const SHELF = 'kept';

/**
 * What rests readable, because it is needed to unlock: how, with which salt, and which device this is. No secret among it.
 * @typedef {object} DeviceRecord
 * @property {'setup' | 'waiting' | 'made'} stage
 * @property {Uint8Array<ArrayBuffer>} salt
 * @property {{kind: 'phrase'} | {kind: 'passkey', credential: Uint8Array<ArrayBuffer>}} unlock
 * @property {any} identity  the identity key, wrapped as the sealing room wraps it
 * @property {string} label
 */

/** The browser keeps nothing for us: private window, full disk, or storage switched off. */
export class NoStorage extends Error {}

/** @param {IDBFactory} [factory] @param {string} [name] @returns {Promise<Keystore>} */
export async function openKeystore(factory = globalThis.indexedDB, name = DATABASE) {
  if (!factory) throw new NoStorage();
  try {
    const request = factory.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(SHELF);
    return new Keystore(await settled(request));
  } catch (cause) {
    throw new NoStorage('storage', { cause });
  }
}

export class Keystore {
  /** @param {IDBDatabase} database */
  constructor(database) {
    /** @private */
    this.database = database;
    // Another tab that needs a newer shape must not wait for this one.
    database.onversionchange = () => database.close();
  }

  /** @returns {Promise<DeviceRecord | null>} */
  async device() {
    return (await settled(this.shelf('readonly').get('device'))) ?? null;
  }

  /** @param {DeviceRecord} record */
  async keepDevice(record) {
    await this.write((shelf) => shelf.put(record, 'device'));
  }

  /** Everything this browser knows of the line, gone. */
  async forget() {
    await this.write((shelf) => shelf.clear());
  }

  /** @param {(shelf: IDBObjectStore) => void} change  committed to disk before the promise settles */
  write(change) {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction(SHELF, 'readwrite', { durability: 'strict' });
      transaction.oncomplete = () => resolve(undefined);
      transaction.onabort = () => reject(transaction.error ?? new NoStorage());
      change(transaction.objectStore(SHELF));
    });
  }

  /** @param {IDBTransactionMode} mode */
  shelf(mode) {
    return this.database.transaction(SHELF, mode).objectStore(SHELF);
  }

  /** @param {string} name @returns {Promise<any>} */
  read(name) {
    return settled(this.shelf('readonly').get(name));
  }

  /** @param {string} prefix @returns {Promise<string[]>} */
  async names(prefix) {
    const keys = await settled(this.shelf('readonly').getAllKeys(IDBKeyRange.bound(prefix, `${prefix}\uffff`)));
    return keys.map(String);
  }

  close() {
    this.database.close();
  }
}

/**
 * The lock of the drawer, as the sealing room makes it: what is sealed under one purpose opens under no other.
 * @typedef {object} Lock
 * @property {(purpose: string, bytes: Uint8Array) => Promise<Uint8Array>} seal
 * @property {(purpose: string, box: Uint8Array) => Promise<Uint8Array>} open
 */

/** The drawer, unlocked. The name of a value is its purpose, so that two values cannot change places. */
export class Vault {
  /** @param {Keystore} keystore @param {Lock} lock */
  constructor(keystore, lock) {
    /** @private */
    this.keystore = keystore;
    /** @private */
    this.lock = lock;
  }

  /** @param {string} name @param {Uint8Array} bytes */
  async put(name, bytes) {
    const box = await this.lock.seal(name, bytes);
    await this.keystore.write((shelf) => shelf.put(box, name));
  }

  /** @param {string} name @returns {Promise<Uint8Array | null>} null when nothing of that name is kept */
  async get(name) {
    const box = await this.keystore.read(name);
    return box ? this.lock.open(name, box) : null;
  }

  /** @param {string} name @param {unknown} value  JSON, in which bytes may stand */
  putJson(name, value) {
    const plain = JSON.stringify(value, (_, part) => (part instanceof Uint8Array ? { $bytes: toB64u(part) } : part));
    return this.put(name, utf8(plain));
  }

  /** @param {string} name @returns {Promise<any>} */
  async getJson(name) {
    const bytes = await this.get(name);
    if (!bytes) return null;
    return JSON.parse(text(bytes), (_, part) => (typeof part?.$bytes === 'string' ? fromB64u(part.$bytes) : part));
  }

  /** @param {string} prefix */
  names(prefix) {
    return this.keystore.names(prefix);
  }

  /** @param {string} name */
  async remove(name) {
    await this.keystore.write((shelf) => shelf.delete(name));
  }

  /** Key records come wrapped from the sealing room; they rest as they came. @param {string} name @param {unknown} record */
  async putRecord(name, record) {
    await this.keystore.write((shelf) => shelf.put(record, name));
  }

  /** @param {string} name @returns {Promise<any>} */
  async getRecord(name) {
    return (await this.keystore.read(name)) ?? null;
  }
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
