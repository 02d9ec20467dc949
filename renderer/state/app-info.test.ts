import { expect, test } from 'vitest'
import type { AppInfo } from '../../shared/domain/app-info.ts'
import { fakeClient } from '../testing/fake-client.ts'
import { createAppInfoStore } from './app-info.ts'

async function world(host: AppInfo['host']) {
  const asked: string[] = []
  const tabs: string[] = []
  const { client } = fakeClient({
    'app.info': () => ({ version: '1.0.0', host, platform: 'linux', dataFolder: '/data' }),
    'app.openExternal': ({ url }) => void asked.push(url),
  })
  const store = createAppInfoStore(client, (url) => void tabs.push(url))
  await store.getState().load()
  return { asked, tabs, open: (url: string) => store.getState().openExternal(url) }
}

test('in Electron the system opens an address', async () => {
  const { asked, tabs, open } = await world('electron')
  await open('https://example.org/a')
  expect(asked).toEqual(['https://example.org/a'])
  expect(tabs).toEqual([])
})

test('in a browser an address gets a tab of that browser, within the click', async () => {
  const { asked, tabs, open } = await world('browser')
  const opened = open('https://example.org/a b')
  // Not awaited: later, the browser would take it for a tab that nobody asked for.
  expect(tabs).toEqual(['https://example.org/a%20b'])
  await opened
  expect(asked).toEqual([])
})

test.each(['javascript:alert(1)', 'file:///etc/passwd', 'https://name:word@example.org/', 'example.org'])(
  'in a browser %s is refused',
  async (url) => {
    const { tabs, open } = await world('browser')
    await expect(open(url)).rejects.toMatchObject({ code: 'refused' })
    expect(tabs).toEqual([])
  },
)
