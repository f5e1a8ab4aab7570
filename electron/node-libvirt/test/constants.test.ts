import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { constants, libraryVersion } from '../src/index.ts'
import * as newer from '../src/constants/newer.ts'

/** Lets the C++ compiler compare our constants with the headers that are installed. */
function compile(names: readonly [string, number][]): string {
  const checks = names.map(
    ([name, value]) => `static_assert(long(${name}) == ${value}, "${name}");`,
  )
  const source = ['#include <libvirt/libvirt.h>', '#include <libvirt/virterror.h>', ...checks]
  const flags = execFileSync('pkg-config', ['--cflags', 'libvirt'], { encoding: 'utf8' })
  try {
    const args = ['-std=c++17', '-fsyntax-only', '-x', 'c++', ...flags.split(/\s+/).filter(Boolean)]
    execFileSync('g++', [...args, '-'], { input: source.join('\n'), stdio: 'pipe' })
    return ''
  } catch (error) {
    return String((error as { stderr: Buffer }).stderr)
  }
}

describe('the constants', () => {
  it('are those of the C headers', () => {
    const known = Object.entries(constants).filter(([name]) => !(name in newer))
    expect(known.length).toBeGreaterThan(500)
    expect(compile(known)).toBe('')
  })

  it('would not be believed if they were wrong', () => {
    expect(compile([['VIR_ERR_OK', 1]])).toContain('static assertion failed: VIR_ERR_OK')
  })

  it('that are newer are right too', (test) => {
    const { major, minor } = libraryVersion()
    if (major < 12) {
      console.warn(
        `Skipped: libvirt ${major}.${minor} is here, whose headers lack them; 12 has all.`,
      )
      return test.skip('libvirt is older than 12')
    }
    expect(compile(Object.entries(newer))).toBe('')
  })
})
