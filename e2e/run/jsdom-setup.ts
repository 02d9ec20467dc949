import { cleanup, configure } from '@testing-library/react'
import { afterEach } from 'vitest'

// A poll waits as long as a busy machine needs; one that is not has its answer at once.
configure({ asyncUtilTimeout: 20_000 })

// Testing Library does this by itself only where the test functions are global.
afterEach(cleanup)
