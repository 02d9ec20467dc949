import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { AppHandlers } from '../../testing/fake-client.ts'
import { Watchable } from '../../testing/fake-client.ts'
import { renderWithStores } from '../../testing/render.tsx'
import { SettingsDialog } from './settings-dialog.tsx'

let stop = () => {}
afterEach(() => stop())

async function open(handlers: Partial<AppHandlers> = {}) {
  const result = renderWithStores(<SettingsDialog />, handlers)
  stop = result.stop
  await result.stores.settings.getState().load()
  return result.stores
}

async function openKeys() {
  const stores = await open()
  fireEvent.click(screen.getByRole('tab', { name: 'Keys' }))
  return stores
}

const keyOf = (title: string) => screen.getByRole('button', { name: new RegExp(`^Key of ${title}:`) })

describe('keys', () => {
  it('records a new key, and one that is taken is taken away with a word', async () => {
    const stores = await openKeys()
    fireEvent.click(keyOf('Run'))
    const recording = screen.getByRole('button', { name: 'Press the new key of Run' })
    fireEvent.keyDown(recording, { key: 'Control', ctrlKey: true })
    fireEvent.keyDown(recording, { key: 's', code: 'KeyS', ctrlKey: true })
    expect(keyOf('Run').textContent).toBe('Ctrl S')
    expect(keyOf('Save').textContent).toBe('None')
    expect(screen.getByText('Ctrl S was “Save”, which has no key now.')).toBeDefined()
    expect(stores.settings.getState().settings.keys).toEqual({ run: 'Ctrl+S', 'file.save': '' })
  })

  it('refuses a key for typing, and Esc leaves everything as it was', async () => {
    const stores = await openKeys()
    fireEvent.click(keyOf('Run'))
    const recording = screen.getByRole('button', { name: 'Press the new key of Run' })
    fireEvent.keyDown(recording, { key: 'a', code: 'KeyA' })
    expect(screen.getByText(/A letter alone is for typing/)).toBeDefined()
    fireEvent.keyDown(recording, { key: 'Escape' })
    expect(keyOf('Run').textContent).toBe('Ctrl ↵')
    expect(stores.settings.getState().settings.keys).toBeUndefined()
  })

  it('gives a command its own key back', async () => {
    const stores = await openKeys()
    fireEvent.click(screen.getByRole('button', { name: 'No key for Run' }))
    expect(keyOf('Run').textContent).toBe('None')
    fireEvent.click(screen.getByRole('button', { name: 'Run: as it was' }))
    expect(keyOf('Run').textContent).toBe('Ctrl ↵')
    expect(stores.settings.getState().settings.keys).toBeUndefined()
  })
})

describe('zoom', () => {
  it('is a control where the program zooms, and tells what the window has, whoever changed it', async () => {
    const factor = new Watchable(1)
    const set = vi.fn<AppHandlers['app.setZoom']>(({ factor: next }) => factor.set(next))
    const stores = await open({ 'app.zoom': (_, context) => factor.follow(context), 'app.setZoom': set })
    const end = new AbortController()
    void stores.zoom.getState().follow(end.signal)
    const control = await screen.findByRole('combobox', { name: 'Zoom' })
    expect(control.textContent).toContain('100 %')
    await stores.zoom.getState().step('in')
    await waitFor(() => expect(control.textContent).toContain('110 %'))
    // A factor of another version lies between two steps.
    factor.set(1.3)
    await waitFor(() => expect(control.textContent).toContain('130 %'))
    expect(set).toHaveBeenCalledTimes(1)
    end.abort()
  })

  it('is said to be the browser’s in a browser', async () => {
    await open()
    expect(screen.getByRole('group', { name: 'Zoom' }).textContent).toContain('By the browser')
  })
})

describe('appearance', () => {
  it('takes sizes within their range and says the range otherwise', async () => {
    const stores = await open()
    const size = screen.getByLabelText('Size in the editor')
    fireEvent.change(size, { target: { value: '16' } })
    expect(stores.settings.getState().settings.fonts?.editorSize).toBe(16)
    fireEvent.change(size, { target: { value: '99' } })
    expect(screen.getByText('From 8 to 32 px.')).toBeDefined()
    expect(stores.settings.getState().settings.fonts?.editorSize).toBe(16)
  })

  it('takes the name of a font and nothing that would change a style', async () => {
    const stores = await open()
    const family = screen.getByLabelText('Font of code')
    fireEvent.change(family, { target: { value: 'Fira Code' } })
    fireEvent.change(family, { target: { value: 'Fira Code", serif' } })
    expect(screen.getByText(/Only the name of one font/)).toBeDefined()
    expect(stores.settings.getState().settings.fonts?.family).toBe('Fira Code')
    fireEvent.change(family, { target: { value: '' } })
    expect(stores.settings.getState().settings.fonts).toEqual({})
  })
})

it('says when changes are not kept', async () => {
  const write = vi.fn<AppHandlers['settings.write']>(() => {
    throw new Error('the disk is full')
  })
  const stores = await open({ 'settings.write': write })
  stores.settings.getState().change((all) => ({ ...all, density: 'comfortable' }))
  await waitFor(() => expect(screen.getByText(/Changes are not kept/)).toBeDefined())
})
