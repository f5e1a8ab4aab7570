/**
 * Puente as polkit's agent at a far host: whoever asks polkit there about what comes over our login
 * (NetworkManager above all) has the person asked here. Only while a change of theirs is made, and once
 * for all of it: what they answer is forgotten with its end.
 */
import { z } from 'zod'
import type { AskPerson } from '../../../shared/model/login-question.ts'
import { visibleLines } from '../../../shared/rules/visible.ts'
import { BusError, Variant, plain } from '../../dbus/bus.ts'
import type { Bus } from '../../dbus/bus.ts'
import type { Answer } from './polkit-helper.ts'

const POLKIT = 'org.freedesktop.PolicyKit1'
const AUTHORITY = '/org/freedesktop/PolicyKit1/Authority'
const AGENT = `${POLKIT}.AuthenticationAgent`
const AGENT_PATH = '/org/puente/Agent'
const DBUS = 'org.freedesktop.DBus'
/** A wrong password is told of and asked for again, as desktops do. */
const MOST_TRIES = 3
const LONGEST_TEXT = 1_000

/** What an agent needs of its host. */
export interface AgentHost {
  user: { id: number | null }
  /** In clock ticks since the host's start, as /proc has it. */
  startOf(pid: number): Promise<bigint>
  nameOf(uid: number): Promise<string | null>
  /** Has polkit's own helper try what `answer` says. @returns whether it was right */
  authenticate(user: string, cookie: string, answer: Answer): Promise<boolean>
}

/** Who is asked while a change is made, and what they have answered. */
export class Asking {
  readonly #ask: AskPerson
  readonly #answers = new Map<string, string>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(ask: AskPerson) {
    this.#ask = ask
  }

  /** One at a time: the second has its answer from the first. */
  answer(text: string, prompt: string, isAgain: boolean): Promise<string | null> {
    const answered = this.#last.then(() => this.#answer(text, prompt, isAgain))
    this.#last = answered.catch(() => undefined)
    return answered
  }

  async #answer(text: string, prompt: string, isAgain: boolean): Promise<string | null> {
    const known = isAgain ? undefined : this.#answers.get(prompt)
    if (known !== undefined) return known
    const said = visibleLines(`${text.slice(0, LONGEST_TEXT)}\n${prompt.slice(0, LONGEST_TEXT)}`)
    const answer = await this.#ask({ text: said, kind: 'secret', by: 'polkit', isAgain })
    if (answer === null) this.#answers.delete(prompt)
    else this.#answers.set(prompt, answer)
    return answer
  }
}

/**
 * What is asked for at a time is answered at a time: the first call of a change that is allowed may take the
 * way itself away, and with it the answers to the others.
 */
export class Together {
  #underWay = 0
  #waiting: (() => void)[] = []

  /** @returns what `work` does, once all that is under way has come to its end */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.#underWay++
    try {
      return await work()
    } finally {
      await this.#end()
    }
  }

  #end(): Promise<void> {
    return new Promise((ended) => {
      this.#waiting.push(ended)
      if (--this.#underWay > 0) return
      for (const each of this.#waiting.splice(0)) each()
    })
  }
}

/** What NetworkManager asks for, and nobody else; the rest as polkit's own interface has it. */
const asked = z.tuple([
  z.string().startsWith('org.freedesktop.NetworkManager.'),
  z.string(),
  z.string(),
  z.unknown(),
  z.string().regex(/^[\x21-\x7e]{1,500}$/),
  z.array(z.tuple([z.string(), z.object({ uid: z.number().int().optional() })])),
])

/**
 * Becomes the agent of the process that our calls come from over there.
 * @param asking who may be asked just now; null for nobody
 * @throws BusError where polkit takes no agent
 */
export async function becomeAgent(
  bus: Bus,
  host: AgentHost,
  asking: () => Asking | null,
): Promise<void> {
  const together = new Together()
  await bus.serve(POLKIT, AGENT_PATH, AGENT, async (member, body) => {
    if (member !== 'BeginAuthentication') return
    await together.run(() => authenticate(host, asking(), body))
  })
  const [pid] = await bus.call(
    DBUS,
    '/org/freedesktop/DBus',
    DBUS,
    'GetConnectionUnixProcessID',
    's',
    [bus.name],
  )
  const subject = {
    pid: new Variant('u', pid),
    'start-time': new Variant('t', await host.startOf(Number(pid))),
    uid: new Variant('i', host.user.id ?? -1),
  }
  const body = [['unix-process', subject], 'C', AGENT_PATH]
  const member = 'RegisterAuthenticationAgent'
  await bus.call(POLKIT, AUTHORITY, `${POLKIT}.Authority`, member, '(sa{sv})ss', body)
}

/** polkit looks itself how it ended: its helper tells it. */
async function authenticate(
  host: AgentHost,
  asking: Asking | null,
  body: unknown[],
): Promise<void> {
  if (!asking) throw cancelled('Nobody has asked for a change')
  const [, text, , , cookie, identities] = asked.parse(plain(body))
  const user = await chosen(host, identities)
  if (user === null) throw cancelled('Nobody whose password is known could allow it')
  let isDeclined = false
  for (let tries = 0; tries < MOST_TRIES && !isDeclined; tries++) {
    const isRight = await host.authenticate(user, cookie, async (prompt) => {
      const answer = await asking.answer(text, `${user}: ${prompt}`, tries > 0)
      isDeclined ||= answer === null
      return answer
    })
    if (isRight) return
  }
  if (isDeclined) throw cancelled('Declined')
}

/** Who allows it: the person themself where polkit takes them, else the first that it names. */
async function chosen(
  { user, nameOf }: AgentHost,
  identities: [string, { uid?: number | undefined }][],
): Promise<string | null> {
  const uids = identities.flatMap(([kind, { uid }]) =>
    kind === 'unix-user' && uid !== undefined ? [uid] : [],
  )
  const uid = uids.find((id) => id === user.id) ?? uids[0]
  return uid === undefined ? null : nameOf(uid)
}

function cancelled(why: string): BusError {
  return new BusError(`${POLKIT}.Error.Cancelled`, why)
}
