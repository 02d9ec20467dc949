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

/**
 * The window over made-up data: `preview.html?scene=work&theme=dark`. Scenes are in preview-world.ts; `lost` is a window
 * without its program, `refused` a used address.
 */
const query = new URLSearchParams(location.search)
const name = query.get('scene') ?? 'work'
const theme = (query.get('theme') ?? 'dark') as Theme
const root = createRoot(document.getElementById('root') ?? document.body)

if (name === 'refused') {
  document.documentElement.dataset.theme = theme
  root.render(<AddressUsed refusal="used" />)
} else {
  const { client, close } = fakeClient(
    previewHandlers(scenes[name] ?? scenes.work ?? { connections: [], lists: [] }, theme),
  )
  const stores = createStores(client)
  startStores(stores)
  stores.link.getState().change('open')
  void client.closed.then(() => stores.link.getState().change('lost'))
  Object.assign(window, { closeWire: close })
  root.render(
    <StrictMode>
      <StoresProvider stores={stores}>
        <App />
      </StoresProvider>
    </StrictMode>,
  )
}
