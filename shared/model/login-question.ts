/** What ssh asks on its way to another computer, in its own words or in those of the host. */
export interface LoginQuestion {
  text: string
  /** `confirm` is answered by yes or no alone; `secret` by what nobody else should see. */
  kind: 'confirm' | 'secret'
}

/** Asks the person. @returns null where they do not want to answer */
export type AskPerson = (question: LoginQuestion) => Promise<string | null>
