/**
 * ssh's own way to ask without a terminal: it starts a program with the question, and takes what that
 * prints for the answer. Ours says the question on ssh's stderr, which a jump's ssh shares, behind a
 * mark that is random for each login, and waits for the answer at a pipe in a folder of ours alone.
 */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AskPerson, LoginQuestion } from '../../../shared/model/login-question.ts'
import { visibleLines } from '../../../shared/rules/visible.ts'
import { newToken } from './far-shell.ts'
import { writeProgram, writeToPipe } from '../here/login-folder.ts'

/** ssh's longest is that of an unknown host, half of it. */
const LONGEST_QUESTION = 2_000
/** The program looks every 5 s whether it is still waited for, and is not at the pipe just then. */
const TRIES = 10
const BETWEEN_TRIES_MS = 100

/** How often the program that only tells something looks whether the app is still there, in seconds. */
const TOLD_LOOKS = 5

/**
 * Ends by itself when the app has, or when the login's folder is gone. What is only told, as to touch a
 * key, ssh ends by a signal: that is passed on, and takes no time.
 */
const PROGRAM = `#!/bin/sh
PATH=/usr/bin:/bin
umask 077
if [ "$SSH_ASKPASS_PROMPT" = none ]; then
  over() {
    [ -z "$pause" ] || kill "$pause" 2>/dev/null
    printf '\\n%s %s over\\n\\n%s\\n' "$PUENTE_MARK" "$$" "$PUENTE_MARK" >&2
    exit 0
  }
  trap over TERM HUP INT
  printf '\\n%s %s none\\n%s\\n%s\\n' "$PUENTE_MARK" "$$" "$1" "$PUENTE_MARK" >&2
  while [ -d "$PUENTE_FOLDER" ] && kill -0 "$PUENTE_PID" 2>/dev/null; do
    sleep ${TOLD_LOOKS} >/dev/null 2>&1 &
    pause=$!
    wait "$pause"
  done
  exit 1
fi
answer=$PUENTE_FOLDER/answer-$$
mkfifo "$answer" || exit 1
printf '\\n%s %s %s\\n%s\\n%s\\n' "$PUENTE_MARK" "$$" "\${SSH_ASKPASS_PROMPT:-secret}" "$1" "$PUENTE_MARK" >&2
while [ -p "$answer" ] && kill -0 "$PUENTE_PID" 2>/dev/null; do
  said=$(timeout 5 cat "$answer") || continue
  rm -f "$answer"
  case $said in +*) printf '%s\\n' "\${said#+}"; exit 0 ;; esac
  exit 1
done
exit 1
`

/** For the ssh of a jump, which is not told that it must not ask: nobody answers it. */
export const ASKS_NOBODY: NodeJS.ProcessEnv = {
  SSH_ASKPASS: '/bin/false',
  SSH_ASKPASS_REQUIRE: 'force',
}

export class Askpass {
  readonly environment: NodeJS.ProcessEnv
  /** Called where the person does not want what they were only told. */
  givenUp: () => void = () => undefined
  /** Has a password or the like been given? Without the person nobody can give it again. */
  hasSecret = false
  readonly #folder: string
  readonly #mark: string
  readonly #ask: AskPerson
  /** What the person is told just now, by its program's number. */
  readonly #told = new Map<string, AbortController>()
  #heard = ''

  private constructor(folder: string, program: string, ask: AskPerson) {
    this.#folder = folder
    this.#mark = newToken()
    this.#ask = ask
    this.environment = {
      SSH_ASKPASS: program,
      SSH_ASKPASS_REQUIRE: 'force',
      PUENTE_FOLDER: folder,
      PUENTE_MARK: this.#mark,
      PUENTE_PID: String(process.pid),
    }
  }

  /** @param folder of one login, which nobody else can open */
  static async in(folder: string, ask: AskPerson): Promise<Askpass> {
    const program = join(folder, 'askpass')
    await writeProgram(program, PROGRAM)
    return new Askpass(folder, program, ask)
  }

  /**
   * Asks what is asked in it.
   * @param text of ssh's stderr, in whatever pieces it comes
   * @returns the rest of it, which are ssh's words
   */
  take(text: string): string {
    const parts = (this.#heard + text).split(this.#mark)
    // Words, question, words, question …: one that is not whole yet is the last of an even number.
    const question = parts.length % 2 === 0 ? this.#mark + parts.pop() : ''
    const words = parts.filter((_, index) => index % 2 === 0).join('')
    const cut = question === '' ? beginningAtEnd(words, this.#mark) : ''
    this.#heard = question + cut
    parts.filter((_, index) => index % 2 === 1).forEach((asked) => void this.#hear(asked))
    return words.slice(0, words.length - cut.length)
  }

  async #hear(said: string): Promise<void> {
    const [, id, kind = '', text = ''] = /^ (\d+) ([a-z]*)\n([^]*)\n$/.exec(said) ?? []
    if (id === undefined) return
    if (kind === 'none') return this.#tell(id, text)
    if (kind === 'over') return this.#told.get(id)?.abort()
    const question = questionOf(kind, text)
    const answer = await this.#ask(question).catch(() => null)
    if (answer !== null && question.kind === 'secret') this.hasSecret = true
    const isOneLine = answer !== null && !/[\n\0]/.test(answer)
    await this.#answer(join(this.#folder, `answer-${id}`), isOneLine ? `+${answer}\n` : '-\n')
  }

  /** With the login ends what is still told. */
  end(): void {
    for (const over of this.#told.values()) over.abort()
  }

  async #tell(id: string, said: string): Promise<void> {
    const over = new AbortController()
    this.#told.set(id, over)
    const question = { text: shownText(said), kind: 'told' as const }
    await this.#ask(question, over.signal).catch(() => null)
    this.#told.delete(id)
    if (!over.signal.aborted) this.givenUp()
  }

  /** Where nobody waits at the pipe any more, ssh has ended. */
  async #answer(pipe: string, line: string): Promise<void> {
    for (let left = TRIES; left > 0; left--) {
      const isTaken = await writeToPipe(pipe, line).then(
        () => true,
        () => false,
      )
      if (isTaken) return
      await sleep(BETWEEN_TRIES_MS)
    }
  }
}

/** As much of the mark as the text ends with. */
function beginningAtEnd(text: string, mark: string): string {
  for (let length = mark.length - 1; length > 0; length--)
    if (text.endsWith(mark.slice(0, length))) return mark.slice(0, length)
  return ''
}

/** Yes and no are asked for in the same words by every ssh; the rest of the text is nobody's to read. */
function questionOf(kind: string, said: string): LoginQuestion {
  const text = shownText(said)
  const isYesOrNo = kind === 'confirm' || text.includes('(yes/no')
  return { text, kind: isYesOrNo ? 'confirm' : 'secret' }
}

function shownText(said: string): string {
  return visibleLines(said.slice(0, LONGEST_QUESTION)).trim()
}
