import { app, Menu } from 'electron'
import type { MenuSection } from '../../shared/domain/menu.ts'
import type { SystemMenu } from '../core/host.ts'
import { menuTemplate, sameMenu } from './menu.ts'

/** The application's menu: what every program has, and what the window puts into it. */
export class ApplicationMenu implements SystemMenu {
  #sections: readonly MenuSection[] = []
  /** Told what is chosen; of the last one that shows something. */
  #onChoice: ((id: string) => void) | undefined

  /** Once Electron is ready. */
  install(): void {
    this.#make()
  }

  async *show(sections: readonly MenuSection[], signal: AbortSignal): AsyncGenerator<string, void, void> {
    const chosen: string[] = []
    let wake = () => {}
    const onChoice = (id: string) => {
      chosen.push(id)
      wake()
    }
    this.#onChoice = onChoice
    this.#put(sections)
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
      // One that was replaced takes nothing away.
      if (this.#onChoice === onChoice) {
        this.#onChoice = undefined
        this.#put([])
      }
    }
  }

  #put(sections: readonly MenuSection[]): void {
    const same = sameMenu(sections, this.#sections)
    this.#sections = sections
    if (same) this.#enable()
    else this.#make()
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
  }
}
