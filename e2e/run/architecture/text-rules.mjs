// @ts-check

/**
 * @typedef {object} TextRule
 * @property {string} name what holds
 * @property {string[]} files to which it applies, as in the import rules
 * @property {RegExp[]} patterns none of them may be found
 * @property {'code' | 'comments' | 'text'} [where] default: code, without comments
 * @property {boolean} [tests] tests keep to it as well
 * @property {boolean} [inMain] only files that reach the bundle of Electron's main process
 */

/** Missing in Chromium 108 and Node 16, which the bundles are built for; the build lowers syntax, not these. */
const newerJavaScript = [
  /\.(toSorted|toReversed|toSpliced|toWellFormed|isWellFormed)\(/,
  /\bObject\.groupBy\b|\bMap\.groupBy\b|\bArray\.fromAsync\b|\bIterator\.from\b/,
  /\bURL\.canParse\b|\bURL\.parse\b|\bRegExp\.escape\b|\bPromise\.try\b/,
  /\bimport\.meta\.(dirname|filename)\b/,
]

/** What is neither an import nor known to Biome. */
export const textRules = /** @type {TextRule[]} */ ([
  {
    name: 'no rule is switched off in place',
    files: ['**'],
    where: 'comments',
    patterns: [
      /@ts-(ignore|expect-error|nocheck)/,
      /eslint-disable/,
      // Three kinds may be, with a reason: the linter sees one element, not the composite widget or the effect that it is a part of.
      /biome-ignore(?! lint\/(a11y\/\w+|correctness\/useExhaustiveDependencies|suspicious\/noArrayIndexKey): \S)/,
    ],
    tests: true,
  },
  {
    name: 'nothing is left for later',
    files: ['**'],
    where: 'comments',
    patterns: [/\b(TODO|FIXME|XXX)\b/],
    tests: true,
  },
  {
    name: 'no test is left out',
    files: ['**/*.test.ts', '**/*.test.tsx', 'e2e/**'],
    patterns: [/\b(test|it|describe)\.(skip|only|fixme|todo|skipIf|runIf)\b/],
    tests: true,
  },
  {
    name: 'a program gets a list of arguments, never a line for a shell',
    files: ['electron/**', 'e2e/**'],
    patterns: [/\bshell:\s*(true|['"])/, /\b(exec|execSync)\b[^'"]*from 'node:child_process'/],
    tests: true,
  },
  {
    name: 'windows come from one place',
    files: [
      'electron/**',
      '!electron/shell/window/create-window.ts',
      '!electron/shell/create-window.ts',
      '!electron/shell/window.ts',
    ],
    patterns: [/\bnew (BrowserWindow|BaseWindow|WebContentsView|BrowserView)\b/],
  },
  {
    name: "Electron's safe settings stay as they are",
    files: ['electron/**', 'renderer/**'],
    patterns: [
      /\b(webSecurity|contextIsolation|sandbox|safeDialogs):\s*false/,
      /\b(nodeIntegration|nodeIntegrationInWorker|nodeIntegrationInSubFrames|webviewTag|allowRunningInsecureContent|experimentalFeatures|plugins|allowpopups):\s*true/,
      /\benableBlinkFeatures\b|\bdisableWebSecurity\b|\ballowpopups\b/,
    ],
  },
  {
    name: "Chromium's sandbox is switched off in tests alone",
    files: ['**', '!e2e/**'],
    where: 'text',
    patterns: [/--no-sandbox/, /\bno-sandbox\b/],
  },
  {
    name: 'the bridge is made in the preload and read in link',
    files: ['electron/**', '!electron/shell/preload.ts', '!electron/shell/preload/**'],
    patterns: [/\b(ipcRenderer|contextBridge)\b/],
  },
  {
    name: 'text of others never becomes HTML',
    files: ['renderer/**'],
    patterns: [
      /\bdangerouslySetInnerHTML\b/,
      /\.(innerHTML|outerHTML)\s*=/,
      /\binsertAdjacentHTML\b/,
      /\bdocument\.write\b/,
    ],
  },
  {
    name: 'colours come from renderer/ui/tokens.css',
    files: ['renderer/**/*.css', '!renderer/ui/tokens.css'],
    patterns: [/#[0-9a-fA-F]{3,8}\b(?![^{}]*\{)/, /\b(rgba?|hsla?|oklch|lab|lch|hwb)\(/],
  },
  {
    name: 'colours come from renderer/ui/tokens.css',
    files: ['renderer/**/*.ts', 'renderer/**/*.tsx'],
    patterns: [/['"`]#(?!0{8}\b)[0-9a-fA-F]{3,8}['"`]/, /['"`](rgba?|hsla?)\(/],
  },
  {
    name: 'font sizes and durations come from renderer/ui/tokens.css',
    files: ['renderer/**/*.css', '!renderer/ui/tokens.css'],
    patterns: [/font-size:\s*[\d.]/, /\bfont:\s[^;]*\d(px|rem|em|pt)/, /[\s:(]\d*\.?\d+m?s\b/],
  },
  {
    name: 'font sizes come from renderer/ui/tokens.css',
    files: ['renderer/**/*.tsx'],
    // Monaco and xterm take a number.
    patterns: [/\bfontSize:\s*['"]/, /\bstyle=\{\{[^}]*\bfontSize:/],
  },
  {
    name: 'the window is built for Chromium 108',
    files: ['renderer/**', 'shared/**'],
    patterns: [...newerJavaScript, /\bPromise\.withResolvers\b|\bAbortSignal\.any\b/],
  },
  {
    name: 'the window is built for Chromium 108',
    files: ['renderer/**/*.css'],
    patterns: [
      /\b(color-mix|oklch|light-dark)\(/,
      /@(scope|starting-style|view-transition)\b/,
      /\b(anchor-name|field-sizing|scrollbar-color)\s*:/,
      /text-wrap:\s*balance/,
    ],
  },
  {
    name: "Electron's main process is built for Node 16",
    files: ['electron/**', 'shared/**'],
    inMain: true,
    patterns: [
      ...newerJavaScript,
      /(?<![.\w])fetch\(/,
      /\brecursive: true\b[^}]*withFileTypes|\breaddir(Sync)?\([^)]*recursive/,
      /\bReadable\.(toWeb|fromWeb)\b|\bprocess\.(getBuiltinModule|loadEnvFile)\b|\bstyleText\b|\bcrypto\.hash\(|\bisUtf8\b/,
      /from 'node:(sqlite|test|sea|readline\/promises)'/,
    ],
  },
])
