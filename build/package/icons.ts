import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { run } from './run.ts'

export const ICON_SIZES = [16, 22, 24, 32, 48, 64, 96, 128, 256, 512]

/** The icon in each size that desktops ask for, drawn from the one drawing of it. */
export async function drawIcons(svg: string, folder: string, name: string): Promise<void> {
  for (const size of ICON_SIZES) {
    const file = join(folder, `${size}x${size}`, 'apps', `${name}.png`)
    await mkdir(dirname(file), { recursive: true })
    const edge = String(size)
    await run(['rsvg-convert', '--width', edge, '--height', edge, '--output', file, svg])
  }
}
