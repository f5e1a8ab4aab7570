/** `puente lab`: a whole wiring to and from a file. */
import { basename } from 'node:path'
import { PuenteError } from '../../shared/errors.ts'
import { LARGEST_LAB } from '../../shared/model/labs/lab.ts'
import type { Plan } from '../../shared/model/plan.ts'
import type { Message } from '../../shared/message.ts'
import { isTaken, readChosen, writeChosen } from '../state-files/chosen-file.ts'
import type { Command } from './arguments.ts'
import { requireLibvirt } from './host.ts'
import type { OpenHost } from './host.ts'
import { differenceLines, differs, planData, planLines } from './print.ts'
import { status } from './status.ts'
import type { Terminal } from './terminal.ts'
import type { Speaker } from './texts.ts'

/** A character may be four bytes. */
const MOST_BYTES = 4 * LARGEST_LAB
const STANDARD = '-'

export interface Told {
  command: Command
  host: OpenHost
  terminal: Terminal
  speaker: Speaker
  /** Until then Ctrl-C ends the program; from then on what is being done is taken back. */
  begin: () => void
}

export async function diffLab(told: Told): Promise<number> {
  const plan = await planned(told)
  show(plan, told)
  return differs(plan) ? status.different : status.done
}

export async function applyLab(told: Told): Promise<number> {
  const { command, host, terminal, speaker, begin } = told
  if (!command.dryRun) await host.backend.recover()
  const plan = await planned(told)
  show(plan, told)
  if (plan.steps.length === 0) return status.done
  if (command.dryRun) return status.different
  await requireAgreement(plan, told)
  begin()
  await host.backend.applyAgreed(plan.id)
  terminal.err([speaker.t('lab.opened')])
  return status.done
}

export async function saveLab(told: Told): Promise<number> {
  const { command, host, terminal, speaker } = told
  requireLibvirt(await host.settled())
  const text = await host.backend.saveLab({ networks: command.networks, as: command.as })
  if (command.file === STANDARD) {
    terminal.out([text.trimEnd()])
    return status.done
  }
  const file = basename(command.file)
  const question = speaker.t('command.replace', { file })
  if (isTaken(command.file) && !command.yes && !(await isWanted(question, told))) {
    return status.failed
  }
  try {
    writeChosen(command.file, text)
  } catch (cause) {
    throw new PuenteError('lab-file-unwritable', { file }, { cause })
  }
  terminal.err([speaker.t('lab.saved', { file })])
  return status.done
}

async function planned({ command, host, terminal }: Told): Promise<Plan> {
  const text = await readLab(command.file, terminal)
  requireLibvirt(await host.settled())
  return host.backend.openLab(text, command.copies)
}

async function readLab(file: string, terminal: Terminal): Promise<string> {
  try {
    return file === STANDARD ? await terminal.input(MOST_BYTES) : readChosen(file, MOST_BYTES)
  } catch (cause) {
    throw new PuenteError('lab-file-unreadable', { file: basename(file) }, { cause })
  }
}

function show(plan: Plan, { command, terminal, speaker }: Told): void {
  if (command.json) return terminal.out([JSON.stringify(planData(plan, speaker), null, 2)])
  terminal.out([...differenceLines(plan, speaker), ...planLines(plan, speaker)])
}

/** @throws PuenteError where it is not there */
async function requireAgreement({ asks = [] }: Plan, told: Told): Promise<void> {
  const { command, speaker } = told
  if (!command.yes && !(await isWanted(speaker.t('command.apply'), told))) {
    throw new PuenteError('plan-not-wanted')
  }
  if (asks.length > 0 && !command.trust) await requireTrust(asks, told)
}

/** What a desktop's own box asks in the window. */
async function requireTrust(asks: Message[], told: Told): Promise<void> {
  const { speaker, terminal } = told
  terminal.err([speaker.t('command.reaches'), ...asks.map((part) => `  • ${speaker.say(part)}`)])
  if (!(await isWanted(speaker.t('command.trust'), told))) throw new PuenteError('consent-refused')
}

async function isWanted(question: string, { terminal, speaker }: Told): Promise<boolean> {
  if (!terminal.isAttended) {
    terminal.err([question, speaker.t('command.unattended')])
    return false
  }
  return terminal.ask(question, speaker.t('command.agreement').split(' '))
}
