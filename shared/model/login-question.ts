/** What is asked on the way to another computer, in ssh's words or in those of the host. */
export interface LoginQuestion {
  text: string
  /** `confirm` is answered by yes or no alone; `secret` by what nobody else should see. */
  kind: 'confirm' | 'secret'
  /** Default: ssh. polkit asks on the host, whether a change may be made. */
  by?: 'polkit'
  /** The last answer was wrong. */
  isAgain?: boolean
}

/** Asks the person. @returns null where they do not want to answer */
export type AskPerson = (question: LoginQuestion) => Promise<string | null>
