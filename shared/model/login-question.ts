/** What is asked on the way to another computer, in ssh's words or in those of the host. */
export interface LoginQuestion {
  text: string
  /**
   * `confirm` is answered by yes or no alone; `secret` by what nobody else should see; `told` by a hand on
   * the key, and then it ends by itself.
   */
  kind: 'confirm' | 'secret' | 'told'
  /** Default: ssh. polkit asks on the host, whether a change may be made. */
  by?: 'polkit'
  /** The last answer was wrong. */
  isAgain?: boolean
}

/**
 * Asks the person.
 * @param over aborted when nobody waits for the answer any more
 * @returns null where they do not want to answer, or it is over
 */
export type AskPerson = (question: LoginQuestion, over?: AbortSignal) => Promise<string | null>
