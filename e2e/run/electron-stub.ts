/**
 * Stands where unit tests would load the package `electron`, which starts a download in plain Node.
 * It exports nothing: a test that needs a part of Electron passes its own (`vi.mock('electron', …)` or a parameter).
 */
export {}
