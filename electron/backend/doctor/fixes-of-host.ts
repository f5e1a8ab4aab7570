/** Commands that take an administrator, as a plan: shown as they are run, and taken back by Undo. */
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { Message } from '../../../shared/message.ts'
import type { Plan, PlanView } from '../../../shared/model/plan.ts'
import { commandLine } from '../../../shared/rules/shell.ts'
import type { Host } from '../../host/host.ts'
import { sudoLine } from '../../host/package-helper.ts'
import type { HostSide } from '../../host/side.ts'
import { proposal } from '../plans/plans.ts'
import { numbered, planView } from '../plans/view.ts'
import type { PlannedChange, Plans } from '../plans/plans.ts'
import type { Undos } from '../plans/undos.ts'
import type { Fix, HostCommand, HostFix, Lasts } from './fix.ts'
import { backOf, isStillSo } from './taking-back.ts'
import type { TakingBack } from './taking-back.ts'

export interface HostParts {
  host: Host
  plans: Plans
  undos: Undos
  /** What there is to do about a finding now. @throws PuenteError `finding-gone` */
  fixNow: (finding: string) => Promise<Fix>
  /** Told after each, because nothing else may tell of what has changed. */
  done: () => void
}

/** Run as they are shown, as long as what they are against is still found. */
export function planHost(
  { host: { side }, plans, undos, fixNow, done }: HostParts,
  finding: string,
  found: HostFix,
): Promise<Plan> {
  let isShown = false
  return plans.propose(
    async (look) => {
      const now = isShown ? await fixNow(finding) : found
      isShown = true
      if (now.do !== 'host') throw new PuenteError('finding-gone')
      return look.saw(viewOf(now.commands, now.lasts), now, now.commands)
    },
    async ({ work }, id) => {
      const undo = await carryOut(side, work, done)
      if (undo.length > 0) undos.remember(id, () => planBack(side, undo, done))
    },
  )
}

/** What takes back stands beside what was done, and the other way round; nothing of the world is in it. */
function planBack(side: HostSide, commands: TakingBack[], done: () => void): PlannedChange {
  return proposal(
    (look) => look.saw(viewOf(commands, null), null, null),
    () => carryOut(side, commands, done),
  )
}

/**
 * All or none, as far as it can be: what is done when one fails is taken back.
 * @returns what takes them back, the last first; empty when one of them can't be
 * @throws PuenteError `administrator-failed`
 */
async function carryOut(
  side: HostSide,
  commands: TakingBack[],
  done: () => void,
): Promise<TakingBack[]> {
  const undo: (TakingBack | null)[] = []
  try {
    for (const command of commands) undo.unshift(backOf(command, await run(side, command)))
  } catch (error) {
    for (const command of undo) if (command) await run(side, command).catch(() => undefined)
    throw error
  } finally {
    done()
  }
  return undo.includes(null) ? [] : undo.flatMap((command) => command ?? [])
}

async function run(side: HostSide, { argv, undo, only }: TakingBack): Promise<string> {
  if (only && !isStillSo(only, await asked(side, only.argv))) throw new PuenteError('plan-stale')
  // nft says which number the rule has got, by which alone it can be taken out again.
  const telling = undo === 'by-handle' ? ['--echo', '--handle'] : []
  const [program = '', ...words] = argv
  return asked(side, [program, ...telling, ...words])
}

async function asked(side: HostSide, argv: string[]): Promise<string> {
  const [program = '', ...words] = argv
  const { error, stdout } = await side.asAdministrator(program, words)
  if (error !== null) {
    throw new PuenteError('administrator-failed', { command: commandLine(argv) }, { cause: error })
  }
  return stdout
}

function viewOf(commands: HostCommand[], lasts: Lasts | null): PlanView {
  const lines = commands.map(({ argv }) => commandLine(argv))
  return planView({
    title: message('plan.run-as-administrator'),
    steps: numbered(lines.map((command) => message('step.run-as-administrator', { command }))),
    warnings: lasts ? [message(lastingWords[lasts])] : [],
    commands: commands.map(({ argv }) => sudoLine(argv)),
  })
}

const lastingWords: Record<Lasts, Message['key']> = {
  'until-loaded-anew': 'warning.lasts-until-loaded-anew',
  'until-boot': 'warning.lasts-until-boot',
  'for-good': 'warning.lasts-for-good',
}
