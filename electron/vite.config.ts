import { fileURLToPath } from 'node:url'
import type { UserConfig } from 'vite'
import { defineConfig } from 'vite'

/**
 * The bundles that run in Node. One mode each:
 * `main`, `preload`: CommonJS for Node 16 and later, because Electron before 28 loads no ES modules and what is tested is what ships.
 * `node`: ES modules for Node 24: vault, local server, browser host.
 */
export default defineConfig(({ mode }) => {
  switch (mode) {
    case 'main':
      return nodeBundle('main', { main: 'shell/main.ts' }, 'cjs')
    case 'preload':
      return nodeBundle('main', { preload: 'shell/preload.ts' }, 'cjs')
    case 'node':
      return nodeBundle(
        'node',
        { vault: 'vault/main.ts', 'local-server': 'local-server/main.ts', 'browser-host': 'browser-host/main.ts' },
        'es',
      )
    default:
      throw new Error(`No bundle has the mode "${mode}": use main, preload or node`)
  }
})

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))

function nodeBundle(folder: string, entries: Record<string, string>, format: 'cjs' | 'es'): UserConfig {
  const extension = format === 'cjs' ? 'cjs' : 'mjs'
  return {
    root: here('.'),
    publicDir: false,
    // SQLite's package has a native file beside its code. Everything else goes into the bundle, so that nothing is looked up when it starts.
    ssr: { noExternal: true, external: ['better-sqlite3', 'electron'], target: 'node' },
    // Optional native helpers of ws; without them it uses its own code.
    define: { 'process.env.WS_NO_BUFFER_UTIL': '"1"', 'process.env.WS_NO_UTF_8_VALIDATE': '"1"' },
    build: {
      ssr: true,
      target: format === 'cjs' ? 'node16' : 'node24',
      outDir: here(`../out/${folder}`),
      // main and preload share a folder.
      emptyOutDir: format === 'es',
      minify: false,
      sourcemap: true,
      rollupOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, here(file)])),
        output: {
          format,
          entryFileNames: `[name].${extension}`,
          // Beside the entries, not in a folder below: files are found relative to the module that asks.
          chunkFileNames: `[name]-[hash].${extension}`,
          // A sandboxed preload can load no second file.
          ...(format === 'cjs' ? { codeSplitting: false } : {}),
        },
      },
    },
  }
}
