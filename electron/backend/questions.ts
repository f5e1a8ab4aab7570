/** What the person is asked by way of the shell, and their answers. */
import type { AskPerson } from '../../shared/model/login-question.ts'
import type { AnswerMessage, QuestionMessage } from '../../shared/protocol.ts'

export class Questions {
  readonly #send: (message: QuestionMessage) => void
  readonly #open = new Map<number, (answer: string | null) => void>()
  #nextId = 1

  constructor(send: (message: QuestionMessage) => void) {
    this.#send = send
  }

  readonly ask: AskPerson = (question) => {
    const id = this.#nextId++
    this.#send({ type: 'question', id, question })
    return new Promise((resolve) => this.#open.set(id, resolve))
  }

  take({ id, answer }: AnswerMessage): void {
    this.#open.get(id)?.(typeof answer === 'string' ? answer : null)
    this.#open.delete(id)
  }
}
