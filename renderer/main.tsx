import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { AddressUsed } from './app/address-used.tsx'
import { App } from './app/app.tsx'
import { applyTheme } from './app/theme.ts'
import { openLink } from './link/link.ts'
import { StoresProvider } from './state/provider.tsx'
import { createStores, startStores } from './state/stores.ts'
import './ui/tokens.css'
import './ui/base.css'

performance.mark('script')
// Until the settings are there the system's theme is drawn: no frame is without one.
applyTheme('system', () => {})

const element = document.getElementById('root')
if (!element) throw new Error('The page has no #root.')
const root = createRoot(element)

const link = openLink({
  onEvent: (event) => stores.link.getState().change(event),
  onRefused: (refusal) => {
    stop()
    root.render(<AddressUsed refusal={refusal} />)
    document.documentElement.dataset.state = 'refused'
  },
})
const stores = createStores(link.client)
stores.link.setState({ again: link.again })
const stop = startStores(stores)

// A file that is dropped beside its target would replace the window.
for (const type of ['dragover', 'drop'] as const) window.addEventListener(type, (event) => event.preventDefault())
window.addEventListener('pagehide', () => void stores.settings.getState().flush())

root.render(
  <StrictMode>
    <StoresProvider stores={stores}>
      <App />
    </StoresProvider>
  </StrictMode>,
)
