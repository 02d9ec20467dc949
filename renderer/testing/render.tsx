import type { RenderResult } from '@testing-library/react'
import { render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { StoresProvider } from '../state/provider.tsx'
import type { Stores } from '../state/stores.ts'
import { createStores, startStores } from '../state/stores.ts'
import type { AppHandlers } from './fake-client.ts'
import { fakeClient } from './fake-client.ts'

/** Draws a component with stores over a fake client. `stop` ends the watches. */
export function renderWithStores(
  children: ReactNode,
  handlers: Partial<AppHandlers> = {},
): RenderResult & { readonly stores: Stores; readonly stop: () => void; readonly closeWire: () => void } {
  const { client, close } = fakeClient(handlers)
  const stores = createStores(client)
  const stop = startStores(stores)
  const result = render(<StoresProvider stores={stores}>{children}</StoresProvider>)
  return { ...result, stores, stop, closeWire: close }
}
