/** The program that ssh asks through, run as ssh runs it, with its stderr in whatever pieces it comes. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Askpass } from '../../../../electron/host/link/askpass.ts'
import type { LoginQuestion } from '../../../../shared/model/login-question.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'puente-test-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

interface Asked {
  answer: string
  status: number | null
  words: string
  questions: LoginQuestion[]
}

/** @param pieces how many letters of stderr come at once */
async function ask(
  question: string,
  answer: string | null,
  { hint, pieces = 1_000 }: { hint?: string; pieces?: number } = {},
): Promise<Asked> {
  const questions: LoginQuestion[] = []
  const askpass = await Askpass.in(folder, async (one) => {
    questions.push(one)
    return answer
  })
  const env = { ...askpass.environment, ...(hint !== undefined && { SSH_ASKPASS_PROMPT: hint }) }
  const child = spawn(String(askpass.environment.SSH_ASKPASS), [question], { env })
  let words = askpass.take('a banner\n')
  child.stderr.setEncoding('utf8').on('data', (said: string) => {
    for (let at = 0; at < said.length; at += pieces)
      words += askpass.take(said.slice(at, at + pieces))
  })
  const printed = text(child.stdout)
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
  words += askpass.take('Permission denied.\n')
  return { answer: await printed, status, words, questions }
}

describe('what ssh asks', () => {
  it.each([1, 3, 1_000])(
    'is heard in pieces of %i letters, apart from its words',
    async (pieces) => {
      const asked = await ask("alex@host's password: ", 'secret', { pieces })
      expect(asked.questions).toEqual([{ text: "alex@host's password:", kind: 'secret' }])
      expect(asked).toMatchObject({ answer: 'secret\n', status: 0 })
      expect(asked.words.replace(/\n+/g, '\n')).toBe('a banner\nPermission denied.\n')
    },
  )

  it.each([
    ['Are you sure you want to continue connecting (yes/no/[fingerprint])? ', undefined],
    ['Allow use of key?', 'confirm'],
  ])('is yes or no: %s', async (question, hint) => {
    const { questions } = await ask(question, 'yes', hint === undefined ? {} : { hint })
    expect(questions[0]?.kind).toBe('confirm')
  })

  it('hides nothing that a host has put into it', async () => {
    const { questions } = await ask('Pass\u202eword\u001b[2J\nfor: ', null)
    expect(questions[0]?.text).toBe('Pass⟨U+202E⟩word⟨U+001B⟩[2J\nfor:')
  })
})

describe('an answer', () => {
  it.each(['', ' spaces ', '-n', '+x', 'a\\nb', '$(id) `id` "\' %s', 'ñ€😀'])(
    '%j arrives as it was typed',
    async (answer) => {
      expect(await ask('password: ', answer)).toMatchObject({ answer: `${answer}\n`, status: 0 })
    },
  )

  it.each([null, 'two\nlines'])('%j is none', async (answer) => {
    expect(await ask('password: ', answer)).toMatchObject({ answer: '', status: 1 })
  })

  it('leaves nothing behind but the program', async () => {
    await ask('password: ', 'secret')
    expect(readdirSync(folder)).toEqual(['askpass'])
  })
})

/** As ssh does for a security key: it starts the program, and ends it by a signal. */
describe('a key that waits to be touched', () => {
  interface Touch {
    told: LoginQuestion[]
    over: AbortSignal[]
    words: () => string
    /** As a hand on the key does. */
    end: () => Promise<number | null>
    givenUp: () => number
    say: (answer: string | null) => void
    askpass: Askpass
  }

  async function touch(): Promise<Touch> {
    const told: LoginQuestion[] = []
    const over: AbortSignal[] = []
    const answer = Promise.withResolvers<string | null>()
    let givenUp = 0
    const askpass = await Askpass.in(folder, (one, signal) => {
      told.push(one)
      if (signal) over.push(signal)
      signal?.addEventListener('abort', () => answer.resolve(null))
      return answer.promise
    })
    askpass.givenUp = () => void givenUp++
    const env = { ...askpass.environment, SSH_ASKPASS_PROMPT: 'none' }
    const words = ['Confirm user presence for key ED25519-SK SHA256:abc']
    const child = spawn(String(askpass.environment.SSH_ASKPASS), words, { env })
    let heard = ''
    child.stderr.setEncoding('utf8').on('data', (said: string) => (heard += askpass.take(said)))
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
    await vi.waitFor(() => expect(told).toHaveLength(1))
    return {
      ...{ told, over, askpass, say: answer.resolve },
      words: () => heard.trim(),
      givenUp: () => givenUp,
      end: () => {
        child.kill('SIGTERM')
        return ended
      },
    }
  }

  it('is told of in ssh’s words, and no more once ssh has had it', async () => {
    const key = await touch()
    expect(key.told).toEqual([
      { text: 'Confirm user presence for key ED25519-SK SHA256:abc', kind: 'told' },
    ])
    expect(key.over[0]?.aborted).toBe(false)
    const begun = performance.now()
    expect(await key.end()).toBe(0)
    // ssh waits for it with the login.
    expect(performance.now() - begun).toBeLessThan(2_000)
    await vi.waitFor(() => expect(key.over[0]?.aborted).toBe(true))
    expect([key.words(), key.givenUp(), readdirSync(folder)]).toEqual(['', 0, ['askpass']])
  })

  it('is told of no more once the login has ended', async () => {
    const key = await touch()
    key.askpass.end()
    expect(key.over[0]?.aborted).toBe(true)
    await key.end()
    expect(key.givenUp()).toBe(0)
  })

  it('is given up, and the login with it, where the person does not want to', async () => {
    const key = await touch()
    key.say(null)
    await vi.waitFor(() => expect(key.givenUp()).toBe(1))
    await key.end()
  })
})
