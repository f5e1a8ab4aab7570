/** The shells of one login: one for as long as that lasts, and more for as long as there is much to ask. */
import type { FarShell, Question } from './far-shell.ts'
import type { Part } from './framing.ts'

/** sshd lets in ten programs for each login (`MaxSessions`), some administrators fewer. */
const MOST = 3
/** Each is a process here and two over there, which of fifty hosts are three hundred. */
const IDLE_MS = 30_000

type Shell = Pick<FarShell, 'ask' | 'isBusy' | 'isEnded' | 'ended' | 'kill'>

export class Shells {
  readonly #first: Shell
  readonly #all: Shell[]
  readonly #startAnother: () => Promise<Shell>
  readonly #idle = new Map<Shell, NodeJS.Timeout>()
  readonly #waiting: (() => void)[] = []
  #most = MOST
  #over: Error | null = null

  constructor(first: Shell, startAnother: () => Promise<Shell>) {
    this.#first = first
    this.#all = [first]
    this.#startAnother = startAnother
  }

  /** @throws Error when there is no answer */
  async ask(question: Question): Promise<Part[]> {
    for (;;) {
      if (this.#over) throw this.#over
      const free = this.#all.find((shell) => !shell.isBusy && !shell.isEnded)
      if (free) return this.#askOf(free, question)
      if (this.#all.length < this.#most) await this.#add()
      else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  /** @param why nothing can be asked any more */
  end(why: Error): void {
    this.#over = why
    for (const shell of this.#all) shell.kill()
    this.#waiting.splice(0).forEach((wake) => wake())
  }

  #askOf(shell: Shell, question: Question): Promise<Part[]> {
    clearTimeout(this.#idle.get(shell))
    return shell.ask(question).finally(() => {
      this.#rest(shell)
      this.#waiting.shift()?.()
    })
  }

  #rest(shell: Shell): void {
    if (shell === this.#first || shell.isEnded) return
    this.#idle.set(shell, setTimeout(() => shell.kill(), IDLE_MS).unref())
  }

  /** Where no further one is let in, those that there are must do. */
  async #add(): Promise<void> {
    this.#most--
    try {
      const shell = await this.#startAnother()
      this.#all.push(shell)
      this.#most++
      void shell.ended.then(() => this.#remove(shell))
    } catch {
      return
    }
  }

  #remove(shell: Shell): void {
    clearTimeout(this.#idle.get(shell))
    this.#idle.delete(shell)
    this.#all.splice(this.#all.indexOf(shell), 1)
  }
}
