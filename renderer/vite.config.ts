import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/**
 * The window. One build for every host, from Chromium 108 on: syntax and CSS are lowered to it, APIs
 * are not. Mode `preview` builds the page that shows the window over made-up data instead; it is no part of the product.
 */
export default defineConfig(({ mode }) => ({
  root: here('.'),
  base: './',
  publicDir: false,
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    target: 'chrome108',
    outDir: mode === 'preview' ? here('../e2e/out/preview') : here('../out/renderer'),
    emptyOutDir: true,
    // Inlined files would be data: addresses; the page's policy allows them for pictures alone.
    assetsInlineLimit: 0,
    // The polyfill is an inline script in spirit: Chromium 108 has module preload.
    modulePreload: { polyfill: false },
    sourcemap: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4096,
    rollupOptions: { input: here(mode === 'preview' ? 'testing/preview.html' : 'index.html') },
  },
}))
