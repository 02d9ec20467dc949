/** One entry of the application's menu: a command of the window. */
export interface MenuEntry {
  /** What is told when it is chosen. */
  readonly id: string
  readonly label: string
  /** As Electron writes keys ("Ctrl+Shift+N"); absent: none, or one that a menu cannot show. */
  readonly accelerator?: string
  /** False while nobody carries it out. */
  readonly enabled: boolean
}

/** One menu of the bar; its groups are parted by lines. */
export interface MenuSection {
  readonly label: string
  readonly groups: readonly (readonly MenuEntry[])[]
}
