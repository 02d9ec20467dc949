/** What the window is told about the program it belongs to. */
export interface AppInfo {
  readonly version: string
  readonly host: 'electron' | 'browser'
  readonly platform: 'linux' | 'mac' | 'windows'
  /** Where everything of this application is kept on this computer. */
  readonly dataFolder: string
  /** A sentence for the person when what is kept there could not be read, or cannot be kept. */
  readonly storeProblem?: string
  /** The page before this one crashed, and this one was loaded in its place. */
  readonly isAfterCrash?: true
  /** The system reports that a screen reader is used; a browser tells nobody. */
  readonly hasScreenReader?: true
}
