// @ts-check

/**
 * Whether a window can be shown. macOS and Windows always have a display; elsewhere X11 or Wayland names it.
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} environment
 * @returns {boolean}
 */
export function hasDisplay(platform, environment) {
  if (platform === 'darwin' || platform === 'win32') return true
  return Boolean(environment.DISPLAY) || Boolean(environment.WAYLAND_DISPLAY)
}
