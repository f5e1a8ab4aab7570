import { expect, it } from 'vitest'
import { add, countIn, inWords } from '../../report/count.ts'
import { retriedIn } from '../../report/vitest.ts'

const once = { passed: 1, failed: 0, skipped: 0, retried: 0 }

it('finds the tests that needed a second chance', () => {
  const test = (fullName: string, status: string, failureMessages: string[]) => ({
    ...{ title: fullName, fullName, status, failureMessages },
  })
  const assertionResults = [
    test('at once', 'passed', []),
    test('at the second try', 'passed', ['AssertionError: too early']),
    test('never', 'failed', ['AssertionError: no', 'AssertionError: no']),
  ]
  expect(
    retriedIn({ testResults: [{ name: 'file', status: 'failed', assertionResults }] }),
  ).toEqual(['at the second try'])
})

it('says how many they were, and reads it again', () => {
  const count = add({ ...once, skipped: 2 }, { ...once, retried: 1 })
  expect(inWords(count)).toBe('2 passed, 0 failed, 2 skipped, 1 at the second try')
  expect(countIn(`lab\n${inWords(count)}\n`)).toEqual(count)
  expect(inWords(once)).toBe('1 passed, 0 failed')
  expect(countIn(inWords(once))).toEqual(once)
})
