/**
 * Pages run in the kernel's sandbox or not at all: it is what holds one that was taken over. And in
 * the program that people install nobody else has the window: whoever has a debugger in it agrees
 * and applies for the person.
 */

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

/** Chromium's switches that open its pages to a debugger. */
const DEBUGGERS = ['remote-debugging-port', 'remote-debugging-pipe', 'remote-debugging-socket-name']

/**
 * Why the app must not be run as it was started, in a sentence for a terminal; null: it may be.
 * @param hasSwitch says what Chromium has read of its command line
 * @param isDrivable says whether this build is one that tests drive
 */
export function whyNotToRun(
  hasSwitch: (name: string) => boolean,
  environment: NodeJS.ProcessEnv,
  isDrivable: () => boolean,
): string | null {
  return withoutSandbox(hasSwitch, environment) ?? withDebugger(hasSwitch, isDrivable)
}

function withDebugger(
  hasSwitch: (name: string) => boolean,
  isDrivable: () => boolean,
): string | null {
  const given = DEBUGGERS.find((name) => hasSwitch(name))
  if (given === undefined || isDrivable()) return null
  return (
    `Puente does not run with --${given}: whoever is at that port could agree for you to what ` +
    'changes this computer. Run it from its sources to look into it.'
  )
}

function withoutSandbox(
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
