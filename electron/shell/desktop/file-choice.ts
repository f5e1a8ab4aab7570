import { dialog } from 'electron'
import type { BrowserWindow } from 'electron'
import type { DesktopMethods, FileKind } from '../../../shared/contract/desktop.ts'

/** Where libvirt keeps disks and media, unless a pool says otherwise. */
const IMAGES = '/var/lib/libvirt/images'

/** Names as such files have them; all others can be shown too. */
const extensions: Record<FileKind, string[]> = {
  iso: ['iso'],
  image: ['qcow2', 'img', 'raw', 'vmdk', 'vdi'],
}

/** The desktop's own dialog: the page itself learns nothing but the path that the person chose. */
export class FileChoice implements Pick<DesktopMethods, 'chooseFile'> {
  readonly #window: () => BrowserWindow | undefined

  constructor(window: () => BrowserWindow | undefined) {
    this.#window = window
  }

  async chooseFile(kind: FileKind): Promise<string | null> {
    const window = this.#window()
    if (!window) return null
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      defaultPath: IMAGES,
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
}
