import packageJson from '../../../package.json' with { type: 'json' }

/** The version of this application. */
export const version: string = packageJson.version
