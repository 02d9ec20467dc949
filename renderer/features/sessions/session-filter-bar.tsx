import { useEffect, useMemo, useRef } from 'react'
import type { SessionStatus } from '../../../shared/domain/session.ts'
import type { SessionSort } from '../../../shared/domain/settings.ts'
import { useStores, useSubject } from '../../state/provider.tsx'
import { labelsOf, ownersOf } from '../../state/session-filter.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { CloseIcon, FilterIcon } from '../../ui/icons.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import { Menu } from '../../ui/menu.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import styles from './session-filter-bar.module.css'

const states: Readonly<Record<SessionStatus, string>> = {
  creating: 'Creating',
  active: 'Active',
  paused: 'Paused',
  expired: 'Expired',
  gone: 'Gone',
  unknown: 'Unknown',
}

const sorts: Readonly<Record<SessionSort, string>> = {
  newest: 'Newest first',
  name: 'By name',
  ends: 'Ends soonest first',
  used: 'Used last first',
}

/** More owners and labels than this are found by typing. */
const mostOffered = 12

/** What to look for in the list of sessions; its menu has states, owners, labels and the order. */
export function SessionFilterBar() {
  const { sessionView } = useStores()
  const { text } = useSubject('sessionView', (state) => state.filter)
  const items = useFilterMenu()
  const field = useRef<HTMLInputElement>(null)
  // The person has just asked for it.
  useEffect(() => field.current?.focus(), [])
  const close = () => sessionView.getState().setFilterOpen(false)
  return (
    <form
      aria-label="Filter"
      className={styles.bar}
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.preventDefault()
        close()
      }}
    >
      <TextInput
        dense
        value={text}
        aria-label="Filter sessions"
        placeholder="Name, label, owner, image or id"
        ref={field}
        onChange={(next) => sessionView.getState().setFilter({ text: next })}
      />
      <Menu align="end" items={items} trigger={<IconButton icon={FilterIcon} size={14} label="States and order" />} />
      <IconButton icon={CloseIcon} size={14} label="Close the filter" keys="Esc" onClick={close} />
    </form>
  )
}

function useFilterMenu(): readonly MenuEntry[] {
  const { sessionView, settings } = useStores()
  const lists = useSubject('sessions', (state) => state.lists)
  const filter = useSubject('sessionView', (state) => state.filter)
  const sort = useSubject('settings', (state) => state.settings.sessionSort) ?? 'newest'
  const { setFilter } = sessionView.getState()
  const offered = useMemo(() => {
    const all = lists.flatMap(({ sessions }) => sessions)
    return { owners: ownersOf(all), labels: labelsOf(all) }
  }, [lists])

  const toggleState = (state: SessionStatus) =>
    setFilter({
      states: filter.states.includes(state)
        ? filter.states.filter((other) => other !== state)
        : [...filter.states, state],
    })
  /** One of several, or none. */
  const choices = (kind: 'owner' | 'label', values: readonly string[]): readonly MenuEntry[] =>
    values.slice(0, mostOffered).map((value) => ({
      id: `${kind} ${value}`,
      label: value,
      checked: filter[kind] === value,
      onSelect: () => sessionView.setState({ filter: toggled(filter, kind, value) }),
    }))
  const owners = choices('owner', offered.owners)
  const labels = choices('label', offered.labels)
  return [
    { id: 'states', heading: 'State' },
    ...(Object.keys(states) as SessionStatus[]).map((state) => ({
      id: state,
      label: states[state],
      checked: filter.states.includes(state),
      onSelect: () => toggleState(state),
    })),
    ...(owners.length > 1 ? [{ id: 'owners', heading: 'Owner' }, ...owners] : []),
    ...(labels.length > 0 ? [{ id: 'labels', heading: 'Label' }, ...labels] : []),
    { id: 'order', heading: 'Order' },
    ...(Object.keys(sorts) as SessionSort[]).map((one) => ({
      id: one,
      label: sorts[one],
      checked: sort === one,
      onSelect: () => settings.getState().change((before) => ({ ...before, sessionSort: one })),
    })),
  ]
}

type Filter = ReturnType<ReturnType<typeof useStores>['sessionView']['getState']>['filter']

function toggled(filter: Filter, kind: 'owner' | 'label', value: string): Filter {
  const { [kind]: before, ...rest } = filter
  return before === value ? rest : { ...rest, [kind]: value }
}
