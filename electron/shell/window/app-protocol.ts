/** app://puente/: the window's own files, and nothing from anywhere else. */
import { readFileSync } from 'node:fs'
import { extname, join, normalize, sep } from 'node:path'
import { protocol } from 'electron'

const SCHEME = 'app'
export const APP_ORIGIN = `${SCHEME}://puente`
export const START_URL = `${APP_ORIGIN}/index.html`

/**
 * `unsafe-inline` is for styles only: the component library sets theme colours in a style tag.
 * Of the policies that make elements of a text, the last two are in renderer/app/trusted-types.ts.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types vue default icons',
].join('; ')

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

const NOT_FOUND = { statusCode: 404, data: Buffer.from('Not found') }

/** Must be said before the app is ready. */
export function declareScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true }
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }])
}

/**
 * By Electron's older way: `protocol.handle` answers with a fetch `Response`, and the first one has
 * Node load its whole fetch (undici), 80 ms of a start in which the page waits for its HTML.
 */
export function serve(root: string): void {
  protocol.registerBufferProtocol(SCHEME, ({ url }, answer) => {
    try {
      answer(responseTo(url, root))
    } catch {
      answer(NOT_FOUND)
    }
  })
}

/**
 * Read at once: it takes under a millisecond, and by way of Node's other threads four turns of
 * theirs, for each of which a start with two busy cores waits.
 * @throws for what is no address of a file of the window's
 */
function responseTo(url: string, root: string): Electron.ProtocolResponse {
  const { host, pathname } = new URL(url)
  const file = normalize(join(root, decodeURIComponent(pathname)))
  const type = types[extname(file)]
  if (host !== 'puente' || !file.startsWith(root + sep) || !type) return NOT_FOUND
  const headers = {
    'content-type': type,
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
  }
  return { data: readFileSync(file), headers }
}
