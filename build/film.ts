/** A film without sound, of pictures that follow each other: an animated PNG, which any browser plays. */
import { readFileSync, writeFileSync } from 'node:fs'
import UPNG from 'upng-js'

/** Enough for a window of few colours, and a fraction of what all of them would take. */
const COLORS = 128
/** How long a picture stands, in ms: as long as it takes to read what is new in it. */
const STANDS = 2200
const LAST_STANDS = 5000

/** @param pictures PNG files of one size, in their order */
export function writeFilm(pictures: string[], film: string): void {
  const decoded = pictures.map((file) => UPNG.decode(readFileSync(file)))
  const [first] = decoded
  if (!first) throw new Error('There is no picture to make a film of.')
  const { width, height } = first
  const frames = decoded.map((picture) => {
    if (picture.width !== width || picture.height !== height) {
      throw new Error('The pictures of a film are of one size.')
    }
    return UPNG.toRGBA8(picture)[0] ?? new ArrayBuffer()
  })
  const delays = frames.map((_, index) => (index === frames.length - 1 ? LAST_STANDS : STANDS))
  writeFileSync(film, Buffer.from(UPNG.encode(frames, width, height, COLORS, delays)))
}
