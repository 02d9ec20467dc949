/** Shipped without types: Monaco's grammar of Python, a Monarch definition. */
declare module 'monaco-editor/languages/definitions/python/python.js' {
  export const conf: unknown
  export const language: unknown
}
