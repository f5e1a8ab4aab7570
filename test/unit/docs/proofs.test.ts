import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const docs = join(import.meta.dirname, '../../../docs')
/** As in: [security](../test/e2e/security.test.ts) “is nobody in a frame of our page” */
const PROOF = /\[[^\]]+\]\((\.\.\/[^)]+\.test\.ts)\)\s“([^”]+)”/g

it('names only tests that there are', () => {
  const text = readFileSync(join(docs, 'security.md'), 'utf8')
  const proofs = [...text.matchAll(PROOF)]
  expect(proofs.length).toBeGreaterThan(30)
  for (const [, file = '', title = ''] of proofs) {
    expect(readFileSync(join(docs, file), 'utf8'), title).toContain(`'${title}'`)
  }
})

it('has every row of the checklist proven', () => {
  const text = readFileSync(join(docs, 'security.md'), 'utf8')
  const rows = text.split('\n').filter((line) => /^\| \d+ +\|/.test(line))
  expect(rows).toHaveLength(20)
  for (const row of rows) expect(row).toMatch(PROOF)
})

it('has all that got through once proven', () => {
  const text = readFileSync(join(docs, 'security.md'), 'utf8')
  const [, part = ''] = text.split('## What got through once')
  const rows = (part.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '))
  // Below the head and its line.
  const told = rows.slice(2)
  expect(told.length).toBeGreaterThanOrEqual(19)
  for (const row of told) expect(row).toMatch(PROOF)
})
