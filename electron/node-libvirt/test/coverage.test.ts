import { describe, expect, it } from 'vitest'
import { native } from '../src/native.ts'
import {
  boundFunctions,
  FAMILIES,
  libvirtFunctions,
  reasonFor,
  reasons,
} from './support/coverage.ts'

const bound = boundFunctions()
const all = libvirtFunctions()
const left = all.filter((name) => !bound.has(name))

describe('the coverage of libvirt', () => {
  it('has every function of its families bound, or a reason why not', () => {
    const table = Object.entries(FAMILIES).map(([family, pattern]) => {
      const names = all.filter((name) => pattern.test(name))
      const missing = names.filter((name) => !bound.has(name)).length
      return { family, functions: names.length, bound: names.length - missing, reasoned: missing }
    })
    console.table(table)
    expect(all.length).toBeGreaterThan(250)
    expect(left.filter((name) => reasonFor(name) === undefined)).toEqual([])
  })

  it('has no reason that nothing needs', () => {
    const needed = new Set(left.map(reasonFor))
    expect(reasons().filter((reason) => !needed.has(reason))).toEqual([])
  })

  it('offers no function that libvirt has not, but for newer ones', () => {
    const exported = Object.keys(native).filter((name) => name.startsWith('vir'))
    expect(exported.length).toBeGreaterThan(100)
    const unknown = exported.filter((name) => !all.includes(name) && name !== 'virGetVersion')
    const newer = ['virNetworkGetMetadata', 'virNetworkSetMetadata', 'virNodeDeviceUpdate']
    expect(unknown.filter((name) => !newer.includes(name))).toEqual([])
  })

  it('is all within reach of JavaScript', async () => {
    const { readFile, readdir } = await import('node:fs/promises')
    const directory = new URL('../src/', import.meta.url)
    const files = (await readdir(directory)).filter((file) => file.endsWith('.ts'))
    const sources = await Promise.all(
      files.map((file) => readFile(new URL(file, directory), 'utf8')),
    )
    const code = sources.join('\n')
    expect(Object.keys(native).filter((name) => !code.includes(`native.${name}(`))).toEqual([])
  })
})
