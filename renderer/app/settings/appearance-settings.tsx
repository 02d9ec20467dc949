import { useState } from 'react'
import type { Density, Fonts, Theme } from '../../../shared/domain/settings.ts'
import { fontSizes } from '../../../shared/domain/settings.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import { themes } from '../view-menu.tsx'
import styles from './settings-dialog.module.css'
import { ZoomSetting } from './zoom-setting.tsx'

const densities: readonly { readonly value: Density; readonly label: string }[] = [
  { value: 'compact', label: 'Compact' },
  { value: 'comfortable', label: 'Comfortable' },
]

/** Theme, density, zoom, fonts. */
export function AppearanceSettings() {
  const { settings } = useStores()
  const { theme, density = 'compact', fonts = {} } = useSubject('settings', (state) => state.settings)
  const setFonts = (part: Fonts) =>
    settings.getState().change((all) => ({ ...all, fonts: withoutEmpty({ ...all.fonts, ...part }) }))
  return (
    <>
      <Field label="Theme">
        {(control) => (
          <Select
            {...control}
            value={theme}
            options={(Object.keys(themes) as Theme[]).map((value) => ({ value, label: themes[value] }))}
            onChange={(value) => settings.getState().change((all) => ({ ...all, theme: value }))}
          />
        )}
      </Field>
      <Field label="Rows and bars" hint="Comfortable adds 4 px to each.">
        {(control) => (
          <Select
            {...control}
            value={density}
            options={densities}
            onChange={(value) => settings.getState().change((all) => ({ ...all, density: value }))}
          />
        )}
      </Field>
      <ZoomSetting />
      <ScreenReader />
      <FontFamily value={fonts.family ?? ''} onChange={(family) => setFonts({ family })} />
      <FontSize
        label="Size in the editor"
        value={fonts.editorSize}
        onChange={(editorSize) => setFonts({ editorSize })}
      />
      <FontSize
        label="Size in consoles and results"
        value={fonts.consoleSize}
        onChange={(consoleSize) => setFonts({ consoleSize })}
      />
      <div className={styles.sample}>{'readings = [0, 1, 8]  # l1I O0 {} [] () => !='}</div>
    </>
  )
}

/** The contract takes a family that is there, or none. */
function withoutEmpty({ family, ...sizes }: Fonts): Fonts {
  return family ? { ...sizes, family } : sizes
}

function FontFamily({ value, onChange }: { readonly value: string; readonly onChange: (family: string) => void }) {
  const [text, setText] = useState(value)
  const isName = /^[\p{L}\p{N} ._-]*$/u.test(text) && text.length <= 100
  return (
    <Field
      label="Font of code"
      hint="The name of a font with letters of equal width on this computer. Empty: the system’s own."
      error={isName ? undefined : 'Only the name of one font, without quotes or commas.'}
    >
      {(control) => (
        <TextInput
          {...control}
          value={text}
          placeholder="The system’s own"
          onChange={(next) => {
            setText(next)
            if (/^[\p{L}\p{N} ._-]*$/u.test(next) && next.length <= 100) onChange(next.trim())
          }}
        />
      )}
    </Field>
  )
}

interface FontSizeProps {
  readonly label: string
  readonly value: number | undefined
  readonly onChange: (px: number) => void
}

function FontSize({ label, value = fontSizes.normal, onChange }: FontSizeProps) {
  const [text, setText] = useState(String(value))
  const size = Number(text)
  const isSize = text.trim() !== '' && size >= fontSizes.least && size <= fontSizes.most
  return (
    <Field label={label} error={isSize ? undefined : `From ${fontSizes.least} to ${fontSizes.most} px.`}>
      {(control) => (
        <span className={styles.number}>
          <TextInput
            {...control}
            inputMode="decimal"
            value={text}
            suffix="px"
            onChange={(next) => {
              setText(next)
              const px = Number(next)
              if (next.trim() !== '' && px >= fontSizes.least && px <= fontSizes.most) onChange(px)
            }}
          />
        </span>
      )}
    </Field>
  )
}

type ReaderChoice = 'auto' | 'on' | 'off'

const readerChoices: readonly { readonly value: ReaderChoice; readonly label: string }[] = [
  { value: 'auto', label: 'When the system reports one' },
  { value: 'on', label: 'On' },
  { value: 'off', label: 'Off' },
]

/** Consoles draw their rows once more for a screen reader. */
function ScreenReader() {
  const { settings } = useStores()
  const isElectron = useSubject('app', (state) => state.info?.host === 'electron')
  const chosen = useSubject('settings', (state) => state.settings.screenReader)
  return (
    <Field
      label="Screen reader in consoles"
      hint={isElectron ? undefined : 'A browser reports none to a page: choose On.'}
    >
      {(control) => (
        <Select
          {...control}
          value={chosen === undefined ? 'auto' : chosen ? 'on' : 'off'}
          options={readerChoices}
          onChange={(value) =>
            settings
              .getState()
              .change(({ screenReader: _, ...all }) =>
                value === 'auto' ? all : { ...all, screenReader: value === 'on' },
              )
          }
        />
      )}
    </Field>
  )
}
