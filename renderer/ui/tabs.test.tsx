import { render, screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { Tabs } from './tabs.tsx'

const tabs = ['a.py', 'b.py', 'c.py', 'd.py'].map((label) => ({ id: label, label }))

/** jsdom measures nothing: tabs of 100 px in a strip of 250 px. */
function measure(strip: HTMLElement): void {
  Object.defineProperty(strip, 'clientWidth', { value: 250 })
  Object.defineProperty(strip, 'scrollWidth', { value: 400 })
  for (const [index, tab] of [...strip.children].entries()) {
    Object.defineProperty(tab, 'offsetLeft', { value: index * 100 })
    Object.defineProperty(tab, 'offsetWidth', { value: 100 })
  }
}

function strip(active: string) {
  return <Tabs label="Documents" tabs={tabs} active={active} onActivate={() => {}} panelPrefix="document" />
}

describe('Tabs', () => {
  it('brings the tab in front into sight, and moves no further than that', () => {
    const { rerender } = render(strip('a.py'))
    const list = screen.getByRole('tablist')
    measure(list)
    rerender(strip('d.py'))
    expect(list.scrollLeft).toBe(150)
    rerender(strip('c.py'))
    expect(list.scrollLeft).toBe(150)
    rerender(strip('b.py'))
    expect(list.scrollLeft).toBe(100)
  })

  it('turns sideways with a wheel that has one direction', () => {
    render(strip('a.py'))
    const list = screen.getByRole('tablist')
    measure(list)
    const wheel = new WheelEvent('wheel', { deltaY: 60, cancelable: true })
    list.dispatchEvent(wheel)
    expect(list.scrollLeft).toBe(60)
    expect(wheel.defaultPrevented).toBe(true)
  })
})
