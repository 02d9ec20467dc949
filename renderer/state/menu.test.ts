import { describe, expect, it } from 'vitest'
import { contract } from '../../shared/contract/index.ts'
import type { Command, CommandId } from './command-table.ts'
import { commands } from './command-table.ts'
import type { KeyHost } from './keys.ts'
import { accelerator, menuSections } from './menu.ts'

const mac: KeyHost = { mac: true, tab: false }
const linux: KeyHost = { mac: false, tab: false }

const entries = (host: KeyHost, isEnabled: (id: CommandId) => boolean = () => true) =>
  menuSections(host, isEnabled).flatMap(({ groups }) => groups.flat())
const entry = (id: CommandId, host: KeyHost) => entries(host).find((one) => one.id === id)

describe('the application’s menu', () => {
  it.each([
    ['mac', mac],
    ['linux', linux],
  ])('is what main takes, with a key for each command of the table that has one, on %s', (_name, host) => {
    const sections = menuSections(host, () => true)
    expect(contract['app.showMenu'].input.parse({ sections })).toEqual({ sections })
    for (const { id, accelerator: keys } of entries(host)) {
      const command: Command = commands[id as CommandId]
      expect([id, keys !== undefined]).toEqual([id, command.keys !== undefined])
    }
    expect(new Set(entries(host).map(({ id }) => id)).size).toBe(entries(host).length)
  })

  it('follows changed keys', () => {
    const changed: KeyHost = { ...linux, changed: { 'session.new': 'Alt+Shift+ArrowUp', 'file.save': '' } }
    expect(entry('session.new', changed)?.accelerator).toBe('Alt+Shift+Up')
    expect(entry('file.save', changed)).not.toHaveProperty('accelerator')
    expect(entry('session.new', mac)?.accelerator).toBe('Shift+Cmd+N')
  })

  it('shows no key that a menu cannot write', () => {
    expect(accelerator('Ctrl+ö')).toBeUndefined()
    expect(accelerator('Ctrl+AudioVolumeUp')).toBeUndefined()
    expect(accelerator('')).toBeUndefined()
  })

  it('has off what nobody carries out', () => {
    expect(entries(linux, (id) => id === 'run').filter(({ enabled }) => enabled)).toMatchObject([{ id: 'run' }])
  })
})
