import { app, dialog } from 'electron'
import type { BrowserWindow } from 'electron'
import { join } from 'node:path'
import type { DesktopMethods, FileKind } from '../../../shared/contract/desktop.ts'

/** Where libvirt keeps disks and media, unless a pool says otherwise. */
const IMAGES = '/var/lib/libvirt/images'

/** Names as such files have them; all others can be shown too. */
const extensions: Record<FileKind, string[]> = {
  iso: ['iso'],
  image: ['qcow2', 'img', 'raw', 'vmdk', 'vdi'],
}

const labFilter = { name: '*.yaml *.yml', extensions: ['yaml', 'yml'] }

/** The desktop's own dialog: the page itself learns nothing but the path that the person chose. */
export class FileChoice implements Pick<DesktopMethods, 'chooseFile'> {
  readonly #window: () => BrowserWindow | undefined

  constructor(window: () => BrowserWindow | undefined) {
    this.#window = window
  }

  chooseFile(kind: FileKind): Promise<string | null> {
    return this.#chooseImage(kind, IMAGES)
  }

  /** Which file is to go into a storage pool: one that is not there yet. */
  chooseUpload(kind: FileKind): Promise<string | null> {
    return this.#chooseImage(kind, app.getPath('downloads'))
  }

  async #chooseImage(kind: FileKind, folder: string): Promise<string | null> {
    const window = this.#window()
    if (!window) return null
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      defaultPath: folder,
      properties: ['openFile'],
      filters: [
        {
          name: extensions[kind].map((name) => `*.${name}`).join(' '),
          extensions: extensions[kind],
        },
        { name: '*', extensions: ['*'] },
      ],
    })
    return canceled ? null : (filePaths[0] ?? null)
  }

  /** Which lab is to be opened; null: none. */
  async chooseLab(): Promise<string | null> {
    const window = this.#window()
    if (!window) return null
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      properties: ['openFile'],
      filters: [labFilter, { name: '*', extensions: ['*'] }],
    })
    return canceled ? null : (filePaths[0] ?? null)
  }

  /** Where a lab is to be saved; null: nowhere. The desktop asks before a file is overwritten. */
  async choosePlaceOfLab(): Promise<string | null> {
    const window = this.#window()
    if (!window) return null
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      defaultPath: join(app.getPath('documents'), 'lab.yaml'),
      filters: [labFilter],
    })
    return canceled || filePath === '' ? null : filePath
  }

  /** Where packets are to be saved; null: nowhere. The desktop asks before a file is overwritten. */
  async choosePlace(name: string): Promise<string | null> {
    const window = this.#window()
    if (!window) return null
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      defaultPath: join(app.getPath('downloads'), `${name}.pcapng`),
      filters: [{ name: '*.pcapng', extensions: ['pcapng'] }],
    })
    return canceled || filePath === '' ? null : filePath
  }
}
