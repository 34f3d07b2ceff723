/** What the desk needs of the shell: who I am, the relay, the keys, and a place to keep sealed things. */

/**
 * @typedef {object} Keystore  sealed at rest under the worker's KEK
 * @property {(name: string, bytes: Uint8Array) => Promise<void>} put
 * @property {(name: string) => Promise<Uint8Array | null>} get
 * @property {(name: string, value: any) => Promise<void>} putJson
 * @property {(name: string) => Promise<any>} getJson
 * @property {(prefix: string) => Promise<string[]>} names
 * @property {(name: string) => Promise<void>} remove
 */

/**
 * @typedef {object} Live
 * @property {'open' | 'connecting' | 'closed'} state
 * @property {(kind: string, fn: (value: any) => void) => () => void} on
 * @property {(cursors: Record<string, number>) => void} watch
 * @property {(ids: string[]) => void} unwatch
 * @property {(frame: Uint8Array) => Promise<{cursor: number, at: number}>} append
 */

/**
 * @typedef {object} Relay
 * @property {(method: string, path: string, body?: any) => Promise<any>} call
 * @property {(path: string) => Promise<Uint8Array>} bytes
 * @property {(path: string, bytes: Uint8Array) => Promise<any>} send
 */

/**
 * @typedef {object} DeskContent  the answer of /api/content/desk
 * @property {Record<string, Record<string, {id: string, text: string}[]>>} replies
 * @property {any[]} services
 * @property {any[]} societies
 * @property {{lang: string, about: string, any: string[]}[]} warnings
 * @property {string[]} names
 * @property {string} org
 * @property {Record<string, string>} orgs  for whom the workers of a circle work, where that is not the line itself
 */

/**
 * @typedef {object} Session
 * @property {{device_id: string, role: string, circle: number, circle_name?: string, label: string, coordinator: boolean}} me
 * @property {() => number} now
 * @property {Relay} relay
 * @property {Live} live
 * @property {Keystore} keystore
 * @property {{pins: import('../../sealing/roster.js').Pins, identity: import('../../sealing/keys.js').Identity, receiveKeys: () => import('../../sealing/keys.js').ReceiveKey[]}} endpoint
 * @property {() => {version: number, circles: string[]} | null} roster
 * @property {() => Promise<void>} refreshRoster
 * @property {(anew?: boolean) => Promise<Uint8Array[]>} certificates
 * @property {() => Promise<string>} keyForAnswer  a certificate for whom I give a conversation to
 * @property {() => Promise<DeskContent>} content
 * @property {{state: 'off' | 'shift' | 'standby', until: number | null}} onCall
 * @property {number | null} wentOff  when I last went off call by my own press
 * @property {(fn: () => void) => () => void} subscribe
 * @property {(says: string) => void} alarm
 * @property {(() => void)[]} endings  what is undone when the desk locks
 * @property {() => void} touch
 * @property {(view: string) => void} go
 * @property {(id: string) => void} show  opens a conversation from any page; the desk fills it in
 * @property {() => boolean} back  from a conversation to the list, false where none is open; the desk fills it in
 * @property {() => number} talking  how many conversations are mine now
 * @property {() => number} unsent  how many words of mine to youth the relay has not got yet
 * @property {() => {name: string, open: () => void}[]} unreadHandovers
 */

export {};
