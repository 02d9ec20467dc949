import type { AppInfo } from '../../shared/domain/app-info.ts'
import type { Settings } from '../../shared/domain/settings.ts'

/** Are consoles drawn for a screen reader? By a person's wish, else by what the system reports. */
export function isReadAloud({ screenReader }: Settings, info: AppInfo | undefined): boolean {
  return screenReader ?? info?.hasScreenReader ?? false
}
