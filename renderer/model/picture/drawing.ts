/**
 * The picture as a plain SVG: rectangles, texts and curves, which every program that knows SVG
 * shows alike. On the DOM, because names may have anything in them.
 */
import { visible } from '../../../shared/rules/visible.ts'
import type { Placement } from './layout.ts'
import type { Box } from './sizes.ts'
import type { Cable, CableState, CableWay, Picture } from './types.ts'

const SVG = 'http://www.w3.org/2000/svg'
const MARGIN = 24

/** What is written on a thing, line by line; each line of a machine's NIC is the end of a cable. */
export interface DrawnText {
  name: string
  lines: string[]
  /** By a cable's own id, the line that it ends at. */
  ends: ReadonlyMap<string, number>
  idle: boolean
}

export interface Colors {
  background: string
  card: string
  border: string
  text: string
  muted: string
  cable: string
  warning: string
}

const dashes: Record<CableState | CableWay, string> = {
  up: '',
  direct: '',
  nat: '9 5',
  routed: '12 4 2 4',
  down: '5 5',
  stored: '1.5 5',
  loose: '3 6',
}

const NAME_Y = 21
const LINE_Y = 37
const LINE_HEIGHT = 15

export function drawing(
  { nodes, cables }: Picture,
  places: Placement,
  textOf: (id: string) => DrawnText,
  colors: Colors,
): SVGSVGElement {
  const drawn = nodes.flatMap(({ id }) => {
    const box = places.get(id)
    return box ? [{ id, text: textOf(id), box: fitted(box, textOf(id)) }] : []
  })
  const boxes = new Map(drawn.map((item) => [item.id, item]))
  const frame = frameOf(drawn.map(({ box }) => box))
  const root = element('svg', {
    xmlns: SVG,
    viewBox: `${frame.x} ${frame.y} ${frame.width} ${frame.height}`,
    width: frame.width,
    height: frame.height,
    'font-family': 'Inter, system-ui, sans-serif',
  }) as SVGSVGElement
  root.append(element('rect', { ...frame, fill: colors.background }))
  for (const cable of cables) {
    const [from, to] = [boxes.get(cable.from), boxes.get(cable.to)]
    if (from && to) root.append(cableOf(cable, from.box, endOf(cable, to), colors))
  }
  for (const { box, text } of drawn) root.append(cardOf(box, text, colors))
  return root
}

/** As high as its lines need: what scrolls on the screen is drawn whole. */
function fitted(box: Box, { lines }: DrawnText): Box {
  return { ...box, height: Math.max(box.height, LINE_Y + lines.length * LINE_HEIGHT) }
}

function frameOf(boxes: Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x), 0) - MARGIN
  const y = Math.min(...boxes.map((box) => box.y), 0) - MARGIN
  const right = Math.max(...boxes.map((box) => box.x + box.width), 0) + MARGIN
  const bottom = Math.max(...boxes.map((box) => box.y + box.height), 0) + MARGIN
  return { x, y, width: right - x, height: bottom - y }
}

function endOf(cable: Cable, { box, text }: { box: Box; text: DrawnText }): [number, number] {
  const line = text.ends.get(cable.id)
  const y = line === undefined ? box.height / 2 : LINE_Y + line * LINE_HEIGHT - 4
  return [box.x, box.y + y]
}

function cableOf(cable: Cable, from: Box, [x2, y2]: [number, number], colors: Colors): Element {
  const [x1, y1] = [from.x + from.width, from.y + from.height / 2]
  const bend = Math.max(30, (x2 - x1) / 2)
  return element('path', {
    d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`,
    fill: 'none',
    stroke: cable.state === 'loose' ? colors.warning : colors.cable,
    'stroke-width': 1.75,
    'stroke-dasharray': dashes[cable.state] || dashes[cable.way],
  })
}

function cardOf(box: Box, { name, lines, idle }: DrawnText, colors: Colors): Element {
  const group = element('g', {})
  const dash = idle ? { 'stroke-dasharray': '4 3' } : {}
  const card = { ...box, rx: 8, fill: colors.card, stroke: colors.border, ...dash }
  group.append(element('rect', card))
  group.append(textAt(box, NAME_Y, visible(name), { 'font-size': 13, fill: colors.text }))
  lines.forEach((line, index) => {
    const y = LINE_Y + index * LINE_HEIGHT
    group.append(textAt(box, y, visible(line), { 'font-size': 11, fill: colors.muted }))
  })
  return group
}

/** Cut where the card ends, at about half an em a letter. */
function textAt(box: Box, y: number, text: string, look: Record<string, string | number>): Element {
  const most = Math.floor((box.width - 20) / (Number(look['font-size']) * 0.55))
  const node = element('text', { x: box.x + 11, y: box.y + y, ...look })
  node.textContent = text.length > most ? `${text.slice(0, most - 1)}…` : text
  return node
}

function element(name: string, attributes: Record<string, string | number>): Element {
  const node = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) {
    if (key !== 'xmlns' && value !== '') node.setAttribute(key, String(value))
  }
  return node
}
