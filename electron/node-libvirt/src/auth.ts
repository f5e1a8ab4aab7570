/** One thing libvirt asks for while it opens a connection (C: `virConnectCredential`). */
export interface CredentialRequest {
  /** One of `VIR_CRED_*`: a user's name, a passphrase, … */
  type: number
  /** What to show to the person. */
  prompt: string
  /** More about it, such as the host's name. */
  challenge: string | null
  /** What libvirt takes if the answer is null. */
  defaultResult: string | null
}

/** The answers in the order of the requests; null takes the default, throwing gives up. */
export type CredentialAnswers = readonly (string | null)[]

export interface AuthOptions {
  /** The `VIR_CRED_*` that `ask` can answer; libvirt then uses no mechanism that needs others. */
  types: readonly number[]
  /** Called on the JavaScript thread; libvirt waits for the answers. */
  ask: (requests: readonly CredentialRequest[]) => CredentialAnswers | Promise<CredentialAnswers>
}

/** How the native side asks: it wants `answer` called once, with null to give up. */
export const credentialsCallback =
  ({ ask }: AuthOptions) =>
  (requests: readonly CredentialRequest[], answer: (values: CredentialAnswers | null) => void) => {
    Promise.resolve()
      .then(() => ask(requests))
      .then(answer, () => answer(null))
  }
