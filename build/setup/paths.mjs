import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A path in the repository. */
export const at = (...parts) => join(ROOT, ...parts)

/** The pinned Node that comes with the npm packages; the one that runs this may be older. */
export const NODE = at('node_modules/.bin/node')
