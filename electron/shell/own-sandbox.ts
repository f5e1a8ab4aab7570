/** Pages run in the kernel's sandbox or not at all: it is what holds one that was taken over. */

/** Chromium's switches that take the sandbox, or a part of it, away. */
const WITHOUT_SANDBOX = [
  'no-sandbox',
  'disable-gpu-sandbox',
  'disable-namespace-sandbox',
  'disable-seccomp-filter-sandbox',
  'no-zygote',
  'no-zygote-sandbox',
  'single-process',
  'in-process-gpu',
  'disable-web-security',
  'disable-site-isolation-trials',
]

/**
 * Why the app must not be run as it was started, in a sentence for a terminal; null: it may be.
 * @param hasSwitch says what Chromium has read of its command line
 */
export function whyNotToRun(
  hasSwitch: (name: string) => boolean,
  environment: NodeJS.ProcessEnv,
): string | null {
  const given = WITHOUT_SANDBOX.find((name) => hasSwitch(name))
  const how = given
    ? `--${given}`
    : environment.ELECTRON_DISABLE_SANDBOX && 'ELECTRON_DISABLE_SANDBOX'
  if (!how) return null
  return (
    `Puente does not run with ${how}: its window is kept from the rest of the computer by the ` +
    'sandbox that this takes away. An AppImage is started so where user namespaces are not ' +
    'allowed: install the package of your distribution instead, or allow them with ' +
    '“sudo sysctl -w kernel.unprivileged_userns_clone=1” (Debian) or an AppArmor profile (Ubuntu).'
  )
}
