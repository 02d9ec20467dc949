import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import type { Theme } from '../../shared/domain/settings.ts'
import { AddressUsed } from '../app/address-used.tsx'
import { App } from '../app/app.tsx'
import { StoresProvider } from '../state/provider.tsx'
import { createStores, startStores } from '../state/stores.ts'
import '../ui/tokens.css'
import '../ui/base.css'
import { fakeClient } from './fake-client.ts'
import { previewHandlers, scenes } from './preview-world.ts'
import type { WindowState } from './states/window-state.ts'
import { windowStates } from './states/window-states.ts'

/**
 * The window over made-up data: `preview.html?scene=work&theme=dark`, or `preview.html?state=session-paused`. Scenes are in
 * preview-world.ts, states in states/; `lost` is a window without its program, `refused` a used address.
 */
const query = new URLSearchParams(location.search)
const states: readonly (readonly [string, readonly WindowState[]])[] = Object.entries(windowStates)
const state = states.flatMap(([, group]) => group).find((one) => one.name === query.get('state'))
const name = query.get('scene') ?? 'work'
const theme = (query.get('theme') ?? 'system') as Theme
const root = createRoot(document.getElementById('root') ?? document.body)

if (name === 'refused') {
  document.documentElement.dataset.theme = theme
  root.render(<AddressUsed refusal="used" />)
} else {
  const scene = state?.scene ?? scenes[name] ?? { connections: [], lists: [] }
  const { client, close } = fakeClient({ ...previewHandlers(scene, theme), ...state?.handlers })
  const stores = createStores(client)
  startStores(stores)
  stores.link.getState().change('open')
  void client.closed.then(() => stores.link.getState().change('lost'))
  if (state?.dialog) stores.dialogs.getState().show(state.dialog)
  // For who drives the page: what can be shown, and what is to be read then.
  Object.assign(window, {
    closeWire: close,
    windowStates: states.flatMap(([group, all]) =>
      all.map(({ scene: _scene, handlers: _handlers, dialog: _dialog, ...told }) => ({ ...told, group })),
    ),
  })
  root.render(
    <StrictMode>
      <StoresProvider stores={stores}>
        <App />
      </StoresProvider>
    </StrictMode>,
  )
}
