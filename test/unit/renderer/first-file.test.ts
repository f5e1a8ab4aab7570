import { expect, it } from 'vitest'
import { neededBy } from '../../../renderer/first-file.ts'

const imports: Record<string, string[]> = {
  main: ['app', 'store'],
  app: ['button', 'main'],
  button: [],
  store: ['button'],
  dialog: ['button', 'form'],
}
const modules = {
  getModuleInfo: (id: string) => ({ importedIds: imports[id] ?? [] }),
}

it('has what the program imports, directly or not, and nothing that only a later part does', () => {
  const isNeeded = neededBy('main')
  const all = ['main', 'app', 'button', 'store', 'dialog', 'form']
  expect(all.filter((id) => isNeeded(id, modules))).toEqual(['main', 'app', 'button', 'store'])
})
