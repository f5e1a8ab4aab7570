import { expect, it } from 'vitest'
import type { Look } from '../../window-fake/looks/looking.ts'
import { looks } from '../../window-fake/looks/looks.ts'
import { statesOf } from '../../window-fake/states.ts'

it('a state is left out only where another look shows it in another theme or language', () => {
  const press = () => Promise.resolve()
  const pressInSpanish = () => Promise.resolve()
  const open = () => Promise.resolve()
  const openToo = () => Promise.resolve()
  const some: Record<string, Look> = {
    page: { at: '#/' },
    'page-dark': { at: '#/', dark: true },
    'again-es': { at: '#/', language: 'es' },
    dialog: { at: '#/', act: press },
    'dialog-es': { at: '#/', language: 'es', act: pressInSpanish },
    menu: { at: '#/', act: open },
    'page-es': { at: '#/', language: 'es', act: openToo },
    narrow: { at: '#/', width: 480 },
    'other-dark': { at: '#/other', dark: true },
    forced: { at: '#/', forcedColors: 'active' },
  }
  const names = statesOf(some).map(([name]) => name)
  expect(names).toEqual(['page', 'dialog', 'menu', 'page-es', 'narrow', 'other-dark', 'forced'])
})

it('most looks are states of their own', () => {
  expect(statesOf(looks).length).toBeGreaterThan(140)
})
