import { app, BrowserWindow, Menu } from 'electron'
import type { MenuSection } from '../../shared/domain/menu.ts'
import type { SystemMenu } from '../core/host.ts'
import { menuTemplate, sameMenu } from './menu.ts'

/** The application's menu: what every program has, and what the window puts into it. */
export class ApplicationMenu implements SystemMenu {
  #sections: readonly MenuSection[] = []
  /** Told what is chosen: the last reader. */
  #onChoice: ((id: string) => void) | undefined

  /** Once Electron is ready. */
  install(): void {
    this.#make()
  }

  show(sections: readonly MenuSection[]): void {
    const same = sameMenu(sections, this.#sections)
    this.#sections = sections
    if (same) this.#enable()
    else this.#make()
  }

  async *choices(signal: AbortSignal): AsyncGenerator<string, void, void> {
    const chosen: string[] = []
    let wake = () => {}
    const onChoice = (id: string) => {
      chosen.push(id)
      wake()
    }
    this.#onChoice = onChoice
    signal.addEventListener('abort', () => wake(), { once: true })
    try {
      while (!signal.aborted) {
        const id = chosen.shift()
        if (id !== undefined) yield id
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    } finally {
      // A page that was loaded again reads already: what it shows stays.
      if (this.#onChoice === onChoice) {
        this.#onChoice = undefined
        this.show([])
      }
    }
  }

  #enable(): void {
    const menu = Menu.getApplicationMenu()
    for (const { id, enabled } of this.#sections.flatMap(({ groups }) => groups.flat())) {
      const item = menu?.getMenuItemById(id)
      if (item) item.enabled = enabled
    }
  }

  #make(): void {
    const template = menuTemplate({
      platform: process.platform,
      name: app.name,
      sections: this.#sections,
      onChoice: (id) => this.#onChoice?.(id),
    })
    Menu.setApplicationMenu(template && Menu.buildFromTemplate(template))
    // It is for desktops that show it elsewhere; each new one would bring a bar into the window.
    for (const window of BrowserWindow.getAllWindows()) window.setMenuBarVisibility(false)
  }
}
