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
    const shown = entries(host).flatMap(({ accelerator: keys }) => keys ?? [])
    expect(new Set(shown).size).toBe(shown.length)
    expect(new Set(entries(host).map(({ id }) => id)).size).toBe(entries(host).length)
  })

  it('has every command but those of consoles that have a key of something else', () => {
    const ids = new Set(entries(linux).map(({ id }) => id))
    const left = (Object.entries(commands) as [CommandId, Command][]).filter(
      // The palette's second key is its first one's command.
      ([id]) => !ids.has(id) && id !== 'palette.quick',
    )
    for (const [id, { keys }] of left) expect([id, keys?.onlyConsole ?? false]).toEqual([id, true])
  })

  it('follows changed keys', () => {
    const changed: KeyHost = { ...linux, changed: { 'session.new': 'Ctrl+Shift+ArrowUp', 'file.save': '' } }
    expect(entry('session.new', changed)?.accelerator).toBe('Ctrl+Shift+Up')
    expect(entry('file.save', changed)).not.toHaveProperty('accelerator')
    expect(entry('session.new', mac)?.accelerator).toBe('Shift+Cmd+N')
  })

  it('shows no key that a menu cannot write', () => {
    expect(accelerator('Ctrl+ö')).toBeUndefined()
    expect(accelerator('Ctrl+AudioVolumeUp')).toBeUndefined()
    expect(accelerator('')).toBeUndefined()
    expect(accelerator('Shift+Enter')).toBeUndefined()
    expect(accelerator('Alt+Shift+N')).toBeUndefined()
  })

  it('has off what nobody carries out', () => {
    expect(entries(linux, (id) => id === 'run').filter(({ enabled }) => enabled)).toMatchObject([{ id: 'run' }])
  })
})
