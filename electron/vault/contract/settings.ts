import { app } from '../../../shared/contract/app.ts'
import { nothing } from '../../../shared/contract/schemas.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import { call } from '../../../shared/wire/contract.ts'

export const settings = {
  'settings.read': call<Settings>()(nothing),
  'settings.write': call<void>()(app['settings.write'].input),
} as const
