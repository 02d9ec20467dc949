import type { Address } from '../../../local-server/testing/http-client.ts'
import { ApiUser } from '../../../local-server/testing/http-client.ts'
import { AttachedChannel } from '../attached/attached-channel.ts'
import type { AttachTarget } from '../attached/link.ts'
import type { ConformanceSandbox } from './conformance.ts'

/** A sandbox of a real local server, replaced by another one when a test has ended it. */
export class AttachedSandbox implements ConformanceSandbox {
  readonly user: ApiUser
  readonly #address: Address
  #id: string | undefined

  private constructor(address: Address, user: ApiUser) {
    this.#address = address
    this.user = user
  }

  static async on(address: Address, userId = 'somebody'): Promise<AttachedSandbox> {
    return new AttachedSandbox(address, await ApiUser.named(address, userId))
  }

  async id(): Promise<string> {
    this.#id ??= await this.user.sandbox()
    return this.#id
  }

  /** @param address another way to the same server */
  async target(address: Address = this.#address): Promise<AttachTarget> {
    const way =
      'socketPath' in address
        ? { origin: 'http://localhost', socketPath: address.socketPath }
        : { origin: `http://${address.host}:${address.port}` }
    return { ...way, sandboxId: await this.id(), token: async () => this.user.token }
  }

  async open(address?: Address): Promise<AttachedChannel> {
    return await AttachedChannel.open(await this.target(address))
  }

  async end(): Promise<void> {
    await this.user.call('POST', '/sandbox/release', { sandbox_id: await this.id() })
    this.#id = undefined
  }
}
