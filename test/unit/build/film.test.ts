import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import UPNG from 'upng-js'
import { expect, it } from 'vitest'
import { writeFilm } from '../../../build/film.ts'

const folder = mkdtempSync(join(tmpdir(), 'film-'))

/** One colour, all over. */
function picture(name: string, grey: number, width = 8): string {
  const file = join(folder, name)
  const pixels = new Uint8Array(width * 8 * 4).fill(grey)
  writeFileSync(file, Buffer.from(UPNG.encode([pixels.buffer], width, 8, 0)))
  return file
}

it('shows each picture, in order, again and again', () => {
  const film = join(folder, 'film.png')
  writeFilm([picture('a.png', 255), picture('b.png', 128), picture('c.png', 255)], film)
  const bytes = readFileSync(film)
  const control = bytes.indexOf('acTL')
  expect(bytes.readUInt32BE(control + 4)).toBe(3)
  expect(bytes.readUInt32BE(control + 8)).toBe(0)
})

it('is not made of pictures of several sizes, nor of none', () => {
  const film = join(folder, 'none.png')
  expect(() => writeFilm([picture('d.png', 0), picture('e.png', 0, 16)], film)).toThrow('one size')
  expect(() => writeFilm([], film)).toThrow('no picture')
})
