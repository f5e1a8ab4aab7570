/**
 * The window has no business on any network. What it shows comes with the app and what it says
 * goes to the shell, so everything else is cut off: what a page may ask for, and what Chromium
 * does by itself (it fetches dictionaries for its spelling checker, seen as queries for
 * redirector.gvt1.com at each start).
 */
import { app, session } from 'electron'

/** No name leads anywhere: not those of hints in a page either, which no CSP forbids. */
const NO_NAMES = 'MAP * ~NOTFOUND'
/**
 * Chromium's network service, which has nothing to do but hand on the window's own files: as a
 * process of its own it costs 11 MB, and a tenth of a start.
 */
const IN_OUR_PROCESS = 'NetworkServiceInProcess2'
const NETWORK = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*']

/** Must be said before the app is ready. */
export function forgetTheNetwork(): void {
  app.commandLine.appendSwitch('host-resolver-rules', NO_NAMES)
  app.commandLine.appendSwitch('disable-background-networking')
  app.commandLine.appendSwitch('enable-features', IN_OUR_PROCESS)
  app.on('web-contents-created', (_, contents) => {
    // A peer connection's candidates are packets that are no request.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  })
}

export function refuseRequests(): void {
  const { defaultSession } = session
  defaultSession.setSpellCheckerLanguages([])
  defaultSession.setSpellCheckerEnabled(false)
  defaultSession.webRequest.onBeforeRequest({ urls: NETWORK }, ({ url }, answer) => {
    console.error('Refused a request to the network', url.slice(0, 200))
    answer({ cancel: true })
  })
}
