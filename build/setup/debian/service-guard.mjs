import { existsSync, readFileSync } from 'node:fs'

const FILE = '/usr/sbin/policy-rc.d'
const MARK = 'Set by the set-up of Puente while it installs packages'

/**
 * Debian starts a service as soon as its package is installed. NetworkManager started like that
 * would take over this machine's own NICs, so every start is refused until the work is done.
 * A policy that was there before stays as it is.
 */
export async function withServicesHeldBack(runAsRoot, work) {
  if (existsSync(FILE) && !isOurs()) return work()
  const script = `printf '#!/bin/sh\\n# ${MARK}\\nexit 101\\n' >${FILE} && chmod 755 ${FILE}`
  // Ctrl-C ends apt-get, not us: the guard is to go away first.
  const wait = () => {}
  process.on('SIGINT', wait)
  await runAsRoot('sh', '-c', script)
  try {
    return await work()
  } finally {
    await runAsRoot('rm', '-f', FILE)
    process.off('SIGINT', wait)
  }
}

/** Left by a set-up that was killed. */
function isOurs() {
  return readFileSync(FILE, 'utf8').includes(MARK)
}
