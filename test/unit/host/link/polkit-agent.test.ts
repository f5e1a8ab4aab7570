import { Duplex } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { Asking, Together } from '../../../../electron/host/link/polkit-agent.ts'
import { converse } from '../../../../electron/host/link/polkit-helper.ts'
import type { LoginQuestion } from '../../../../shared/model/login-question.ts'

/** polkit's helper as it speaks: what it says to each line that it is told; null ends it. */
function helper(says: (line: string) => string | null): { stream: Duplex; told: string[] } {
  const told: string[] = []
  const stream = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _, done) {
      for (const line of chunk.toString().split('\n').filter(Boolean)) {
        told.push(line)
        const said = says(line)
        if (said !== null) stream.push(said)
        if (said === null || /SUCCESS|FAILURE/.test(said)) stream.push(null)
      }
      done()
    },
  })
  return { stream, told }
}

const asksFor = (secret: string) => (line: string) => {
  if (line === 'alex') return ''
  if (line === 'cookie') return 'PAM_PROMPT_ECHO_OFF Password: \n'
  return line === secret ? 'SUCCESS\n' : 'FAILURE\n'
}

describe('polkit’s helper', () => {
  it.each([
    ['right', 'secret', true],
    ['wrong', 'guess', false],
  ])('is told who, which question, and the answer: %s', async (_, answer, isRight) => {
    const { stream, told } = helper(asksFor('secret'))
    expect(await converse(stream, ['alex', 'cookie'], async () => answer)).toBe(isRight)
    expect(told).toEqual(['alex', 'cookie', answer])
  })

  it('is left where the person does not want to answer, or answers two lines', async () => {
    for (const answer of [null, 'two\nlines']) {
      const { stream, told } = helper(asksFor('secret'))
      expect(await converse(stream, ['alex', 'cookie'], async () => answer)).toBe(false)
      expect(told).toEqual(['alex', 'cookie'])
    }
  })

  it('that is not there has said nothing', async () => {
    const { stream } = helper(() => null)
    expect(await converse(stream, ['alex', 'cookie'], async () => 'secret')).toBe(null)
  })

  it('is left when it says more than any conversation is', async () => {
    const { stream } = helper((line) => (line === 'cookie' ? 'x'.repeat(1 << 20) : ''))
    expect(await converse(stream, ['alex', 'cookie'], async () => 'secret')).toBe(null)
  })
})

describe('the person', () => {
  function asking(...answers: (string | null)[]) {
    const questions: LoginQuestion[] = []
    const ask = async (question: LoginQuestion) => {
      questions.push(question)
      return answers.shift() ?? null
    }
    return { questions, asking: new Asking(ask) }
  }

  it('is asked once, however much is asked for at a time', async () => {
    const { questions, asking: one } = asking('secret')
    const all = ['a', 'b', 'c'].map((text) => one.answer(text, 'alex: Password: ', false))
    expect(await Promise.all(all)).toEqual(['secret', 'secret', 'secret'])
    expect(questions.map(({ text }) => text)).toEqual(['a\nalex: Password: '])
  })

  it('is asked anew for what was wrong, and for another thing', async () => {
    const { questions, asking: one } = asking('wrong', 'right', '123456')
    await one.answer('a', 'alex: Password: ', false)
    expect(await one.answer('a', 'alex: Password: ', true)).toBe('right')
    expect(await one.answer('a', 'alex: Code: ', false)).toBe('123456')
    expect(await one.answer('a', 'alex: Password: ', false)).toBe('right')
    expect(questions.map(({ isAgain }) => isAgain)).toEqual([false, true, false])
  })

  it('sees what the host says as it is', async () => {
    const { questions, asking: one } = asking()
    await one.answer('turned \u202e round', 'x'.repeat(5_000), false)
    expect(questions[0]?.text).toContain('⟨U+202E⟩')
    expect(questions[0]?.text.length).toBeLessThan(2_100)
  })
})

describe('what polkit asks for at a time', () => {
  it('is answered when the last of it is', async () => {
    const together = new Together()
    const ends: string[] = []
    const asked = (name: string) => {
      const work = Promise.withResolvers<void>()
      void together
        .run(() => work.promise)
        .then(
          () => ends.push(name),
          () => ends.push(`${name} failed`),
        )
      return work
    }
    const settled = () => new Promise((done) => setImmediate(done))
    const [first, second] = [asked('first'), asked('second')]
    first.resolve()
    await settled()
    expect(ends).toEqual([])
    second.reject(new Error('declined'))
    await settled()
    expect(ends).toEqual(['first', 'second failed'])
    asked('later').resolve()
    await settled()
    expect(ends).toEqual(['first', 'second failed', 'later'])
  })
})
