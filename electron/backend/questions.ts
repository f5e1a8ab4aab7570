/** What the person is asked by way of the shell, and their answers. */
import type { AskPerson } from '../../shared/model/login-question.ts'
import type { AnswerMessage, QuestionMessage, QuestionOverMessage } from '../../shared/protocol.ts'

type Send = (message: QuestionMessage | QuestionOverMessage) => void

export class Questions {
  readonly #send: Send
  readonly #open = new Map<number, (answer: string | null) => void>()
  #nextId = 1

  constructor(send: Send) {
    this.#send = send
  }

  readonly ask: AskPerson = (question, over) => {
    if (over?.aborted) return Promise.resolve(null)
    const id = this.#nextId++
    this.#send({ type: 'question', id, question })
    return new Promise((resolve) => {
      this.#open.set(id, resolve)
      const end = () => {
        if (!this.#open.has(id)) return
        this.#send({ type: 'question-over', id })
        this.take({ type: 'answer', id, answer: null })
      }
      over?.addEventListener('abort', end, { once: true })
    })
  }

  take({ id, answer }: AnswerMessage): void {
    this.#open.get(id)?.(typeof answer === 'string' ? answer : null)
    this.#open.delete(id)
  }
}
