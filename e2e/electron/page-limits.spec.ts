import { appOrigin, expect, test } from '../fixtures/electron-test.ts'

// What a script in the window could try, were one ever to get in. Playwright evaluates past the content security
// policy, so these are worse than an injected script.

test('the page has no Node and no Electron, and one key of ours', async ({ window: { page } }) => {
  const found = await page.evaluate(() => ({
    process: typeof Reflect.get(globalThis, 'process'),
    require: typeof Reflect.get(globalThis, 'require'),
    module: typeof Reflect.get(globalThis, 'module'),
    Buffer: typeof Reflect.get(globalThis, 'Buffer'),
    electron: typeof Reflect.get(globalThis, 'electron'),
    bridge: Object.keys(Reflect.get(globalThis, 'cloudSandbox') ?? {}),
  }))
  expect(found).toEqual({
    process: 'undefined',
    require: 'undefined',
    module: 'undefined',
    Buffer: 'undefined',
    electron: 'undefined',
    bridge: ['requestPort'],
  })
})

test('the window navigates nowhere', async ({ window: { app, page, watch } }) => {
  watch.allow(/Not allowed to load local resource|navigate|securitypolicyviolation|Refused|violates/)
  // Asked after the application's own listeners, so that it sees what they decided.
  await app.evaluate(({ BrowserWindow }) => {
    const asked: { url: string; prevented: boolean }[] = []
    const navigated: string[] = []
    Reflect.set(globalThis, 'navigationLog', { asked, navigated })
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    contents?.on('will-navigate', (event, url) => asked.push({ url, prevented: event.defaultPrevented }))
    contents?.on('did-navigate', (_event, url) => navigated.push(url))
  })
  const seen = () =>
    app.evaluate(
      () =>
        Reflect.get(globalThis, 'navigationLog') as {
          asked: { url: string; prevented: boolean }[]
          navigated: string[]
        },
    )
  const start = page.url()
  expect(start.startsWith(`${appOrigin}/`)).toBe(true)
  const web = ['https://example.org/', 'http://127.0.0.1:9/', `${appOrigin}.evil/`, 'app://other/index.html']
  const targets = [...web, 'file:///etc/passwd', 'data:text/html,hello', 'javascript:document.title=1']
  for (const target of targets) {
    await page.evaluate((address) => {
      const link = document.createElement('a')
      link.href = address
      document.body.append(link)
      link.click()
      link.remove()
    }, target)
    await page.evaluate((address) => {
      location.href = address
    }, target)
  }
  const tried = async () => (await seen()).asked.map(({ url }) => url)
  for (const target of web) await expect.poll(tried).toContain(target)
  const { asked, navigated } = await seen()
  expect(asked.filter(({ prevented }) => !prevented)).toEqual([])
  expect(navigated).toEqual([])
  expect(page.url()).toBe(start)
  expect(await page.evaluate(() => document.documentElement.dataset.state)).toBe('ready')
})

test('window.open gives nothing and opens no window', async ({ window: { app, page } }) => {
  const opened = await page.evaluate(() =>
    ['https://example.org/', 'about:blank', location.href, ''].map((address) => window.open(address)),
  )
  expect(opened).toEqual([null, null, null, null])
  const windows = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
  expect(windows).toBe(1)
})

test('a frame gets no bridge, and what it posts to the window is not taken for the wire', async ({
  window: { page, workbench },
}) => {
  await page.evaluate(() => {
    const frame = document.createElement('iframe')
    frame.name = 'foreign'
    document.body.append(frame)
  })
  await expect(page.locator('iframe[name=foreign]')).toBeAttached()
  const foreign = page.frame({ name: 'foreign' })
  if (foreign === null) throw new Error('The frame is not there')
  const bridge = await foreign.evaluate(() => typeof Reflect.get(globalThis, 'cloudSandbox'))
  expect(bridge).toBe('undefined')
  const answers = await foreign.evaluate(async () => {
    const channel = new MessageChannel()
    let count = 0
    channel.port1.onmessage = () => {
      count += 1
    }
    window.parent.postMessage('cloud-sandbox:wire', '*', [channel.port2])
    // A window that took this port would ask at once: it watches its lists. Its answer to a ping comes after that.
    const pong = new MessageChannel()
    await new Promise((resolve) => {
      pong.port1.onmessage = resolve
      pong.port2.postMessage('ping')
    })
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    return count
  })
  expect(answers).toBe(0)
  await page.evaluate(() => document.querySelector('iframe[name=foreign]')?.remove())
  await workbench.ready()
})

test('main gives its port to the main frame of the window alone', async ({ window: { app, page } }) => {
  // A second page of the application's own session, as an attacker would need one: hidden, without our window's id.
  const handed = await app.evaluate(async ({ BrowserWindow, ipcMain }) => {
    const [own] = BrowserWindow.getAllWindows()
    if (!own) throw new Error('There is no window')
    // Electron's own: without a listener an error would end the program.
    const channels = ipcMain.eventNames().filter((name) => typeof name === 'string' && name !== 'error')
    let posted = 0
    for (const channel of channels) {
      for (const senderFrame of [
        null,
        { url: 'https://evil.example/', parent: null },
        { url: own.webContents.getURL(), parent: {} },
      ]) {
        const frame = senderFrame && { ...senderFrame, postMessage: () => (posted += 1), send: () => (posted += 1) }
        const event = {
          senderFrame: frame,
          sender: own.webContents,
          ports: [],
          returnValue: undefined,
          reply: () => (posted += 1),
        }
        ipcMain.emit(channel, event)
      }
    }
    return { channels: channels.length, posted }
  })
  expect(handed.channels).toBe(1)
  expect(handed.posted).toBe(0)
  await expect(page.locator('html')).toHaveAttribute('data-state', 'ready')
})

test('a webview element makes no guest', async ({ window: { app, page } }) => {
  await page.evaluate(() => {
    const view = document.createElement('webview')
    view.setAttribute('src', 'data:text/html,guest')
    document.body.append(view)
  })
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  const types = await app.evaluate(({ webContents }) => webContents.getAllWebContents().map((one) => one.getType()))
  expect(types).toEqual(['window'])
})

test('permissions are refused', async ({ window: { page } }) => {
  const answers = await page.evaluate(async () => {
    const media = await navigator.mediaDevices.getUserMedia({ audio: true }).then(
      () => 'granted',
      () => 'refused',
    )
    const place = await new Promise<string>((resolve) =>
      navigator.geolocation.getCurrentPosition(
        () => resolve('granted'),
        () => resolve('refused'),
      ),
    )
    const clipboard = await navigator.clipboard.readText().then(
      () => 'granted',
      () => 'refused',
    )
    return { media, place, clipboard, notification: await Notification.requestPermission() }
  })
  expect(answers).toEqual({ media: 'refused', place: 'refused', clipboard: 'refused', notification: 'denied' })
})

test('the page reads no file and asks no server', async ({ window: { page, watch } }) => {
  watch.allow(/securitypolicyviolation|Refused|violates|Failed to load|Not allowed to load local resource|URL scheme/)
  const answers = await page.evaluate(async () => {
    const targets = [
      'file:///etc/passwd',
      'http://127.0.0.1:9/',
      'https://example.org/',
      'app://window/../main/main.cjs',
    ]
    const found: Record<string, string> = {}
    for (const target of targets) {
      found[target] = await fetch(target).then(
        async (response) => (response.ok ? (await response.text()).slice(0, 20) : `status ${response.status}`),
        () => 'refused',
      )
    }
    return found
  })
  expect(answers['file:///etc/passwd']).toBe('refused')
  expect(answers['http://127.0.0.1:9/']).toBe('refused')
  expect(answers['https://example.org/']).toBe('refused')
  expect(answers['app://window/../main/main.cjs']).toMatch(/status 4\d\d|refused/)
  // Playwright sees what the page tried; that nothing left is what the answers say.
  watch.foreignRequests.length = 0
})

test('an inline script, an event attribute and a javascript: link do not run', async ({ window: { page, watch } }) => {
  watch.allow(/securitypolicyviolation|Refused|violates|TrustedHTML|This document requires/)
  const ran = await page.evaluate(async () => {
    let violations = 0
    document.addEventListener('securitypolicyviolation', () => {
      violations += 1
    })
    const script = document.createElement('script')
    try {
      script.text = 'window.injected = 1'
      document.body.append(script)
    } catch {
      violations += 1
    }
    const image = document.createElement('img')
    try {
      image.setAttribute('onerror', 'window.injected = 2')
      image.src = 'data:image/png;base64,broken'
      document.body.append(image)
    } catch {
      violations += 1
    }
    let html = 'set'
    try {
      const box = document.createElement('div')
      box.innerHTML = '<b>x</b>'
    } catch {
      html = 'refused'
    }
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    return { injected: Reflect.get(window, 'injected'), violations: violations > 0, html }
  })
  expect(ran).toEqual({ injected: undefined, violations: true, html: 'refused' })
})
