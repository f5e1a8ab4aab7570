/** `puente` on a terminal: the same plans and refusals as in the window, without one. */
import { randomUUID } from 'node:crypto'
import { toErrorData } from '../../shared/errors.ts'
import { readCommand } from './arguments.ts'
import type { Command } from './arguments.ts'
import { openHost } from './host.ts'
import { applyLab, diffLab, saveLab } from './labs.ts'
import type { Told } from './labs.ts'
import { doctorData, doctorLines, historyData, historyLines } from './print.ts'
import { status } from './status.ts'
import { thisTerminal } from './terminal.ts'
import { languageIn, speakerOf } from './texts.ts'
import type { Speaker } from './texts.ts'

const SYNOPSIS = [
  'puente lab apply [--dry-run] [--yes] [--trust] [--copies N] [--json] [--connect URI] FILE',
  'puente lab diff [--copies N] [--json] [--connect URI] FILE',
  'puente lab save [--network NAME]… [--as lab|script] [--yes] [--connect URI] FILE',
  'puente history [--json] [--connect URI]',
  'puente doctor [--json] [--connect URI]',
]

/** Ended by Ctrl-C, as a shell says it. */
const INTERRUPTED = 130

/**
 * @param words behind the program's own name
 * @returns its exit status
 */
export async function run(words: string[], version: string): Promise<number> {
  const terminal = thisTerminal
  const speaker = await speakerOf(languageIn(process.env))
  const command = readCommand(words)
  if ('wrong' in command) {
    terminal.err([`puente: ${speaker.t(`command.${command.wrong}`, command.params)}`, ...SYNOPSIS])
    return status.wrongUsage
  }
  try {
    return await carriedOut(command, speaker, version)
  } catch (error) {
    const [first = '', ...rest] = speaker.errorLines(toErrorData(error))
    terminal.err([`puente: ${first}`, ...rest])
    return status.failed
  }
}

async function carriedOut(command: Command, speaker: Speaker, version: string): Promise<number> {
  if (command.do === 'version') {
    thisTerminal.out([`puente ${version}`])
    return status.done
  }
  if (command.do === 'help') {
    thisTerminal.out([...SYNOPSIS, '', ...helpLines(speaker)])
    return status.done
  }
  const stop = new AbortController()
  const host = openHost(command.connect, stop.signal)
  const begin = () => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.removeAllListeners(signal)
      process.on(signal, () => stop.abort())
    }
  }
  process.once('SIGINT', () => process.exit(INTERRUPTED))
  return perform({ command, host, terminal: thisTerminal, speaker, begin })
}

function perform(told: Told): Promise<number> {
  switch (told.command.do) {
    case 'apply':
      return applyLab(told)
    case 'diff':
      return diffLab(told)
    case 'save':
      return saveLab(told)
    case 'history':
      return showHistory(told)
    default:
      return showDoctor(told)
  }
}

async function showHistory({ command, host, terminal, speaker }: Told): Promise<number> {
  const entries = await host.backend.methods.getHistory()
  if (command.json) terminal.out([JSON.stringify(historyData(entries, speaker), null, 2)])
  else terminal.out(historyLines(entries, speaker))
  return status.done
}

async function showDoctor({ command, host, terminal, speaker }: Told): Promise<number> {
  await host.settled()
  const diagnosis = await host.backend.methods.diagnose(
    { type: 'everything' },
    { run: randomUUID(), asAdministrator: false },
  )
  if (command.json) terminal.out([JSON.stringify(doctorData(diagnosis, speaker), null, 2)])
  else terminal.out(doctorLines(diagnosis, speaker))
  return diagnosis.findings.length > 0 ? status.different : status.done
}

function helpLines({ t }: Speaker): string[] {
  const parts = ['apply', 'diff', 'save', 'history', 'doctor'] as const
  const options = ['yes', 'trust', 'dryRun', 'copies', 'as', 'json', 'connect'] as const
  return [
    ...parts.map((part) => `${part.padEnd(10)}${t(`command.help.${part}`)}`),
    '',
    ...options.map((option) => {
      const name = `--${option === 'dryRun' ? 'dry-run' : option}`
      return `${name.padEnd(10)} ${t(`command.help.option.${option}`)}`
    }),
    '',
    t('command.help.status'),
  ]
}
