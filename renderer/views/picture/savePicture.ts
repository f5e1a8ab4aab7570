import { isActive } from '../../../shared/model/machine.ts'
import { drawing, type Colors, type DrawnText } from '../../model/picture/drawing.ts'
import type { Placement } from '../../model/picture/layout.ts'
import type { MachineNode, NodeOf, Picture, PictureNode } from '../../model/picture/types.ts'
import { saveFile } from '../../model/save.ts'
import type { useNicText } from './useNicText.ts'
import type { useThingTexts } from './useThingTexts.ts'

/** Sharp on any screen and on paper; larger than this no image can be. */
const SCALE = 2
const MOST_PIXELS = 16_000

export interface PictureTexts {
  of: ReturnType<typeof useThingTexts>['of']
  nicText: ReturnType<typeof useNicText>['nicText']
  machines: (count: number) => string
}

/** The whole picture, whatever of it is on the screen, as a file for the person. */
export async function savePicture(
  format: 'svg' | 'png',
  picture: Picture,
  places: Placement,
  texts: PictureTexts,
): Promise<void> {
  const nodes = new Map(picture.nodes.map((node) => [node.id, node]))
  const textOf = (id: string) => textFor(nodes.get(id), texts)
  const svg = drawing(picture, places, textOf, colors())
  const source = new XMLSerializer().serializeToString(svg)
  if (format === 'svg') saveFile('puente.svg', new Blob([source], { type: 'image/svg+xml' }))
  else
    saveFile('puente.png', await pixels(source, svg.width.baseVal.value, svg.height.baseVal.value))
}

function textFor(node: PictureNode | undefined, texts: PictureTexts): DrawnText {
  if (!node) return { name: '', lines: [], ends: new Map(), idle: true }
  if (node.kind === 'machine') return machineText(node, texts)
  if (node.kind === 'group') return groupText(node, texts)
  const { name, line, state, idle } = texts.of(node)
  const lines = [line, ...(state && !line.includes(state.label) ? [state.label] : [])]
  return { name, lines: lines.filter(Boolean), ends: new Map(), idle }
}

function machineText(node: MachineNode, { nicText }: PictureTexts): DrawnText {
  const { machine, nics, id } = node
  return {
    name: machine.name,
    lines: nics.map((nic) => nicText(node, nic).text),
    ends: new Map(nics.map(({ key }, index) => [`cable:${id}/${key}`, index])),
    idle: !isActive(machine),
  }
}

function groupText({ machines, open }: NodeOf<'group'>, texts: PictureTexts): DrawnText {
  const lines = machines.map((node) => {
    const [nic] = node.nics
    return [node.machine.name, nic && texts.nicText(node, nic).text].filter(Boolean).join(' · ')
  })
  const idle = !machines.some(({ machine }) => isActive(machine))
  return { name: texts.machines(machines.length), lines: open ? lines : [], ends: new Map(), idle }
}

/** Those of the window's theme. */
function colors(): Colors {
  const style = getComputedStyle(document.body)
  const probe = document.createElement('canvas').getContext('2d')
  // The theme's may be in a colour space that other programs do not know: the canvas says #rrggbb.
  const color = (name: string) => {
    if (!probe) return 'black'
    probe.fillStyle = style.getPropertyValue(name).trim()
    probe.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0] = probe.getImageData(0, 0, 1, 1).data
    return `rgb(${red},${green},${blue})`
  }
  return {
    background: color('--ui-bg-window'),
    card: color('--ui-bg'),
    border: color('--ui-border-accented'),
    text: color('--ui-text-highlighted'),
    muted: color('--ui-text-muted'),
    cable: color('--ui-text-dimmed'),
    warning: color('--ui-warning'),
  }
}

async function pixels(source: string, width: number, height: number): Promise<Blob> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`
  await image.decode()
  const scale = Math.min(SCALE, MOST_PIXELS / Math.max(width, height))
  const canvas = Object.assign(document.createElement('canvas'), {
    width: Math.ceil(width * scale),
    height: Math.ceil(height * scale),
  })
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no image'))), 'image/png'),
  )
}
