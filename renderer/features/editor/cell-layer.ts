import type { editor } from 'monaco-editor/editor/editor.api.js'
import styles from './cell-lines.module.css'

/** px: a button of a bar, the least that can be hit. */
const lineHeight = 24

interface Zone {
  readonly id: string
  readonly delegate: editor.IViewZone & { afterLineNumber: number }
}

/** Room above lines of the text, with an element over each that is in sight. */
export interface CellLayer {
  /** Makes room above each of these lines (from 1, in order), and takes away the rest. */
  show(lines: readonly number[]): void
  /** The elements in sight, by place in the list that was shown. Another map after each change. */
  inSight(): ReadonlyMap<number, HTMLElement>
  subscribe(onChange: () => void): () => void
  dispose(): void
}

/**
 * What Monaco draws into the room itself lies beneath the text and takes no clicks: the elements are in a widget over
 * it, and are moved to where their room is.
 */
export function createCellLayer(shown: editor.IStandaloneCodeEditor): CellLayer {
  const model = shown.getModel()
  const layer = document.createElement('div')
  layer.className = styles.layer ?? ''
  const widget: editor.IOverlayWidget = {
    getId: () => `cells ${model?.id ?? ''}`,
    getDomNode: () => layer,
    getPosition: () => null,
  }
  shown.addOverlayWidget(widget)
  let zones: Zone[] = []
  let elements = new Map<number, HTMLElement>()
  const listeners = new Set<() => void>()

  function changed(next: Map<number, HTMLElement>): void {
    elements = next
    for (const listener of listeners) listener()
  }

  /** A button that goes with its line leaves the focus in the text. */
  function remove(element: HTMLElement): void {
    if (element.contains(document.activeElement)) shown.focus()
    element.remove()
  }

  function moveTo(index: number, top: number): void {
    const known = elements.get(index)
    if (top < -lineHeight || top > shown.getLayoutInfo().height) {
      if (!known) return
      remove(known)
      const next = new Map(elements)
      next.delete(index)
      changed(next)
      return
    }
    const element = known ?? document.createElement('div')
    element.style.top = `${top}px`
    if (known) return
    element.className = styles.host ?? ''
    // In the order of the text: the one of the keyboard.
    const after = [...elements].filter(([other]) => other > index).sort(([a], [b]) => a - b)[0]
    layer.insertBefore(element, after?.[1] ?? null)
    changed(new Map(elements).set(index, element))
  }

  function place(): void {
    const { contentLeft, contentWidth, verticalScrollbarWidth } = shown.getLayoutInfo()
    layer.style.left = `${contentLeft}px`
    layer.style.width = `${contentWidth - verticalScrollbarWidth}px`
  }
  place()
  const layoutListener = shown.onDidLayoutChange(place)
  // Over a button the wheel turns the text all the same.
  const onWheel = (event: WheelEvent) => shown.setScrollTop(shown.getScrollTop() + event.deltaY)
  layer.addEventListener('wheel', onWheel, { passive: true })

  function makeZone(index: number, line: number): Zone['delegate'] {
    const domNode = document.createElement('div')
    const marginDomNode = document.createElement('div')
    // Above the first line there is nothing to part it from.
    if (line > 1) for (const node of [domNode, marginDomNode]) node.className = styles.hairline ?? ''
    return {
      afterLineNumber: line - 1,
      heightInPx: lineHeight,
      domNode,
      marginDomNode,
      onDomNodeTop: (top) => moveTo(index, top),
    }
  }

  return {
    show(lines) {
      const isSame =
        zones.length === lines.length &&
        zones.every(({ delegate }, at) => delegate.afterLineNumber === (lines[at] ?? 0) - 1)
      if (isSame) return
      shown.changeViewZones((accessor) => {
        for (const [index, zone] of zones.entries()) {
          const line = lines[index]
          // The first one may get something above it, which has to be drawn.
          const isKept = line !== undefined && line > 1 === zone.delegate.afterLineNumber > 0
          if (!isKept) accessor.removeZone(zone.id)
          else if (zone.delegate.afterLineNumber !== line - 1) {
            zone.delegate.afterLineNumber = line - 1
            accessor.layoutZone(zone.id)
          }
        }
        zones = lines.map((line, index) => {
          const known = zones[index]
          if (known && line > 1 === known.delegate.afterLineNumber > 0) return known
          const delegate = makeZone(index, line)
          return { id: accessor.addZone(delegate), delegate }
        })
      })
      const gone = [...elements].filter(([index]) => index >= lines.length)
      if (gone.length === 0) return
      for (const [, element] of gone) remove(element)
      changed(new Map([...elements].filter(([index]) => index < lines.length)))
    },

    inSight: () => elements,

    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },

    dispose() {
      layoutListener.dispose()
      layer.removeEventListener('wheel', onWheel)
      // With another text the room is gone, and its ids may be those of other room.
      if (shown.getModel() === model)
        shown.changeViewZones((accessor) => {
          for (const { id } of zones) accessor.removeZone(id)
        })
      shown.removeOverlayWidget(widget)
    },
  }
}
