/** Has the person's session something that asks for a password when polkit wants one? */
import { Variant, Bus, BusError } from '../../dbus/bus.ts'

const POLKIT = 'org.freedesktop.PolicyKit1'
const AUTHORITY = [POLKIT, '/org/freedesktop/PolicyKit1/Authority', `${POLKIT}.Authority`] as const
const LOGIN = 'org.freedesktop.login1'
/** Nobody calls it: what is registered is gone again before anybody could be asked. */
const NOBODY = '/org/puente/NoAgent'

/**
 * polkit has no question for this. A session has one agent, so whoever registers a second one is
 * told that there is one; where it is accepted there was none, and it is taken back at once.
 * @returns null where there is no session, or no polkit, to tell
 */
export async function hasPolkitAgent(): Promise<boolean | null> {
  let bus: Bus
  try {
    bus = await Bus.connect(() => undefined)
  } catch {
    return null
  }
  try {
    const session = await sessionOf(bus)
    return session === null ? null : await isTaken(bus, session)
  } finally {
    bus.close()
  }
}

async function isTaken(bus: Bus, session: string): Promise<boolean | null> {
  const subject = ['unix-session', { 'session-id': new Variant('s', session) }]
  try {
    const body = [subject, 'C', NOBODY]
    await bus.call(...AUTHORITY, 'RegisterAuthenticationAgent', '(sa{sv})ss', body)
  } catch (error) {
    return error instanceof BusError && error.message.includes('already exists') ? true : null
  }
  await bus.call(...AUTHORITY, 'UnregisterAuthenticationAgent', '(sa{sv})s', [subject, NOBODY])
  return false
}

/** Ours by the environment, or the one that the person sees: systemd starts programs outside of it. */
async function sessionOf(bus: Bus): Promise<string | null> {
  const own = process.env.XDG_SESSION_ID
  if (own) return own
  try {
    const user = `/org/freedesktop/login1/user/_${process.getuid?.()}`
    const asked = [`${LOGIN}.User`, 'Display']
    const [display] = await bus.call(
      ...([LOGIN, user, 'org.freedesktop.DBus.Properties', 'Get', 'ss', asked] as const),
    )
    const [session] = (display as Variant<[string, string]>).value
    return session || null
  } catch {
    return null
  }
}
