'use strict'
// Fills in what libraries of 2026 look up when they load and Node 16 lacks. Nothing that is there is replaced.
// Left out on purpose: `fetch`, `node:sqlite`, `require` of ES modules. What needs them runs in a child on Node 24.
const buffer = require('node:buffer')
const crypto = require('node:crypto')
const events = require('node:events')
const { performance } = require('node:perf_hooks')
const webStreams = require('node:stream/web')
const workers = require('node:worker_threads')
const zlib = require('node:zlib')

const disposeSymbol = Symbol.for('Symbol.dispose')

function fill(target, values) {
  for (const [name, value] of Object.entries(values)) {
    if (target[name] === undefined) Object.defineProperty(target, name, { value, writable: true, configurable: true })
  }
}

/** Copies by the structured algorithm: sends the value through a channel and takes it out at once. */
function structuredClone(value) {
  const channel = new workers.MessageChannel()
  try {
    channel.port1.postMessage(value)
    return workers.receiveMessageOnPort(channel.port2).message
  } finally {
    channel.port1.close()
  }
}

class DOMException extends Error {
  constructor(message = '', name = 'Error') {
    super(message)
    Object.defineProperty(this, 'name', { value: name, configurable: true })
  }
}

class File extends buffer.Blob {
  constructor(parts, name, options = {}) {
    super(parts, options)
    this.name = String(name)
    this.lastModified = options.lastModified ?? Date.now()
  }
}

fill(buffer, { File })
fill(globalThis, {
  ...webStreams,
  performance,
  crypto: crypto.webcrypto,
  structuredClone,
  DOMException,
  Blob: buffer.Blob,
  File: buffer.File,
  // Looked up, never used: nothing here sends a form.
  FormData: class FormData {},
})

fill(Symbol, { dispose: disposeSymbol, asyncDispose: Symbol.for('Symbol.asyncDispose') })

fill(Promise, {
  withResolvers() {
    const parts = {}
    parts.promise = new this((resolve, reject) => {
      parts.resolve = resolve
      parts.reject = reject
    })
    return parts
  },
})

fill(AbortSignal, {
  timeout(milliseconds) {
    const controller = new AbortController()
    const expire = () => controller.abort(new globalThis.DOMException('The operation timed out', 'TimeoutError'))
    setTimeout(expire, milliseconds).unref()
    return controller.signal
  },
  any(signals) {
    const controller = new AbortController()
    const follow = (signal) => controller.abort(signal.reason)
    for (const signal of signals) {
      if (signal.aborted) {
        follow(signal)
        break
      }
      signal.addEventListener('abort', () => follow(signal), { once: true })
    }
    return controller.signal
  },
})

fill(AbortSignal.prototype, {
  throwIfAborted() {
    if (this.aborted) throw this.reason
  },
})

fill(events, {
  addAbortListener(signal, listener) {
    if (signal.aborted) queueMicrotask(() => listener())
    else signal.addEventListener('abort', listener, { once: true })
    return { [disposeSymbol]: () => signal.removeEventListener('abort', listener) }
  },
})

fill(workers, { markAsUncloneable() {} })

for (const name of ['createZstdCompress', 'createZstdDecompress']) {
  fill(zlib, {
    [name]() {
      throw new Error(`zlib.${name} is not in this Node`)
    },
  })
}
