import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import type { SafeStorage } from './electron-keystore.ts'
import { electronKeystore } from './electron-keystore.ts'

const sealed = (text: string) => Buffer.from(text).reverse()

function storage(more: Partial<SafeStorage> = {}): SafeStorage {
  return {
    isEncryptionAvailable: () => true,
    encryptString: (text) => sealed(text),
    decryptString: (bytes) => sealed(bytes.toString()).toString(),
    getSelectedStorageBackend: () => 'gnome_libsecret',
    ...more,
  }
}

function keystore(platform: NodeJS.Platform, more: Partial<SafeStorage> = {}, ready = Promise.resolve()) {
  return electronKeystore({ platform, ready, storage: storage(more) })
}

const backends: readonly (readonly [NodeJS.Platform, Partial<SafeStorage>, string | undefined])[] = [
  ['linux', {}, 'the keyring of this desktop'],
  ['linux', { getSelectedStorageBackend: () => 'kwallet6' }, 'KWallet'],
  ['linux', { getSelectedStorageBackend: () => 'basic_text' }, undefined],
  ['linux', { getSelectedStorageBackend: () => 'unknown' }, undefined],
  ['linux', { isEncryptionAvailable: () => false }, undefined],
  ['linux', { isAsyncEncryptionAvailable: async () => false }, undefined],
  ['darwin', {}, 'the keychain of this Mac'],
  ['win32', {}, 'Windows data protection'],
  ['win32', { isEncryptionAvailable: () => false }, undefined],
]

describe('key store of Electron', () => {
  test.each(backends)('on %s with %j is %s', async (platform, more, name) => {
    const store = keystore(platform, more)
    expect(await store.backend()).toBe(name)
    if (name === undefined) {
      await expect(store.encrypt('the-token')).rejects.toThrow()
      await expect(store.decrypt(sealed('the-token'))).rejects.toThrow()
    } else expect(await store.decrypt(await store.encrypt('the-token'))).toBe('the-token')
  })

  test('an old Electron on Linux names no backend, so there is none', async () => {
    const { getSelectedStorageBackend: _none, ...old } = storage()
    const store = electronKeystore({ platform: 'linux', ready: Promise.resolve(), storage: old })
    expect(await store.backend()).toBeUndefined()
  })

  test('the asynchronous calls are taken where they are', async () => {
    const store = keystore('linux', {
      isAsyncEncryptionAvailable: async () => true,
      encryptStringAsync: async (text) => sealed(text),
      decryptStringAsync: async (bytes) => ({ result: sealed(bytes.toString()).toString() }),
      isEncryptionAvailable: () => {
        throw new Error('This one stops everything.')
      },
      encryptString: () => {
        throw new Error('This one too.')
      },
    })
    expect(await store.decrypt(await store.encrypt('the-token'))).toBe('the-token')
  })

  test('is not asked before Electron is ready', async () => {
    let asked = false
    let becomeReady = () => {}
    const ready = new Promise<void>((resolve) => {
      becomeReady = resolve
    })
    const isEncryptionAvailable = () => {
      asked = true
      return true
    }
    const answer = keystore('darwin', { isEncryptionAvailable }, ready).backend()
    expect(asked).toBe(false)
    becomeReady()
    expect(await answer).toBe('the keychain of this Mac')
  })
})
