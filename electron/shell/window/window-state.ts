/** Where the window was and how large, remembered beside the person's other settings. */
import { screen } from 'electron'
import type { BrowserWindow, Rectangle } from 'electron'
import { OwnFile } from '../../state-files/own-file.ts'

interface WindowState extends Rectangle {
  maximized: boolean
}

const STANDARD = { width: 1280, height: 820 }
export const SMALLEST = { width: 640, height: 480 }
/** A window that is dragged moves many times; a crash may forget the last half second. */
const SAVE_MS = 500

export class WindowMemory {
  readonly #file: OwnFile

  constructor(path: string) {
    this.#file = new OwnFile(path)
  }

  /** What a new window is made with. */
  bounds(): Partial<Rectangle> {
    const state = this.#read()
    return state && isOnAScreen(state) ? withoutMaximized(state) : STANDARD
  }

  remember(window: BrowserWindow): void {
    if (this.#read()?.maximized) window.maximize()
    let timer: NodeJS.Timeout | undefined
    const later = () => {
      clearTimeout(timer)
      timer = setTimeout(() => this.#save(window), SAVE_MS)
    }
    window.on('resize', later).on('move', later).on('maximize', later).on('unmaximize', later)
    window.on('close', () => {
      clearTimeout(timer)
      this.#save(window)
    })
  }

  #save(window: BrowserWindow): void {
    if (window.isDestroyed() || window.isMinimized()) return
    const state: WindowState = { ...window.getNormalBounds(), maximized: window.isMaximized() }
    try {
      this.#file.write(JSON.stringify(state))
    } catch (error) {
      console.error('The size of the window could not be remembered', error)
    }
  }

  #read(): WindowState | null {
    const state = this.#file.read((text) => JSON.parse(text) as unknown)
    return isWindowState(state) ? state : null
  }
}

function isWindowState(value: unknown): value is WindowState {
  if (typeof value !== 'object' || value === null) return false
  const { x, y, width, height, maximized } = value as Record<string, unknown>
  const numbers = [x, y, width, height]
  if (!numbers.every((number) => Number.isInteger(number))) return false
  const large = Number(width) >= SMALLEST.width && Number(height) >= SMALLEST.height
  return large && typeof maximized === 'boolean'
}

function withoutMaximized({ x, y, width, height }: WindowState): Rectangle {
  return { x, y, width, height }
}

/** The screen that it was on may be gone; its title bar has to be reachable. */
function isOnAScreen({ x, y, width }: WindowState): boolean {
  return screen.getAllDisplays().some(({ workArea }) => {
    const visible = Math.min(x + width, workArea.x + workArea.width) - Math.max(x, workArea.x)
    return visible >= 100 && y >= workArea.y - 10 && y < workArea.y + workArea.height - 50
  })
}
