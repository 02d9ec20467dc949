import { Buffer } from 'node:buffer'
import type { Keystore } from '../core/host.ts'
import { noKeystore } from '../core/host.ts'

/** The parts of Electron's safeStorage that are used. Older versions have no asynchronous ones, and name no backend. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean
  encryptString(text: string): Buffer
  decryptString(bytes: Buffer): string
  getSelectedStorageBackend?(): string
  isAsyncEncryptionAvailable?(): Promise<boolean>
  encryptStringAsync?(text: string): Promise<Buffer>
  decryptStringAsync?(bytes: Buffer): Promise<{ readonly result: string }>
}

export interface KeystoreSystem {
  readonly platform: NodeJS.Platform
  /** Nothing of it can be asked before. */
  readonly ready: Promise<unknown>
  readonly storage: SafeStorage
}

const names: Readonly<Record<string, string>> = {
  darwin: 'the keychain of this Mac',
  win32: 'Windows data protection',
  gnome_libsecret: 'the keyring of this desktop',
  kwallet: 'KWallet',
  kwallet5: 'KWallet',
  kwallet6: 'KWallet',
}

/**
 * The key store of the system behind Electron's safeStorage. On Linux without one Electron encrypts with a password that
 * is in its source (`basic_text`): that hides a token from nobody, so it counts as none.
 */
export function electronKeystore({ platform, ready, storage }: KeystoreSystem): Keystore {
  async function backend(): Promise<string | undefined> {
    await ready
    // The asynchronous form first: a keyring that has to be unlocked must not stop everything meanwhile.
    const available = (await storage.isAsyncEncryptionAvailable?.()) ?? storage.isEncryptionAvailable()
    return available
      ? names[platform === 'linux' ? (storage.getSelectedStorageBackend?.() ?? '') : platform]
      : undefined
  }
  return {
    backend,
    async encrypt(text) {
      if ((await backend()) === undefined) return await noKeystore.encrypt(text)
      return (await storage.encryptStringAsync?.(text)) ?? storage.encryptString(text)
    },
    async decrypt(bytes) {
      if ((await backend()) === undefined) return await noKeystore.decrypt(bytes)
      const sealed = Buffer.from(bytes)
      const opened = await storage.decryptStringAsync?.(sealed)
      return opened === undefined ? storage.decryptString(sealed) : opened.result
    },
  }
}
