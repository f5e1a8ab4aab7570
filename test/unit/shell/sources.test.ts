import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../..')

it('opens nothing outside of the app', () => {
  const folder = join(root, 'electron/shell')
  const files = readdirSync(folder, { encoding: 'utf8', recursive: true }).filter((name) =>
    name.endsWith('.ts'),
  )
  expect(files.length).toBeGreaterThan(15)
  for (const file of files) {
    expect(readFileSync(join(folder, file), 'utf8'), file).not.toMatch(/openExternal|openPath/)
  }
})

it('pins Electron to one version', () => {
  const text = readFileSync(join(root, 'package.json'), 'utf8')
  const { devDependencies } = JSON.parse(text) as { devDependencies: Record<string, string> }
  expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/)
})
