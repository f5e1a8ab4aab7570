import type { Edge, Node } from '@vue-flow/core'
import { computed, type ShallowRef } from 'vue'
import type { Placement } from '../../../model/picture/layout.ts'
import { nicTarget } from '../../../model/picture/targets.ts'
import type { Cable, PictureNode } from '../../../model/picture/types.ts'
import { usePicture } from '../usePicture.ts'

/**
 * The picture as Vue Flow takes it. What is shown of a thing its component reads by its id, so
 * that the lists change only when something comes, goes or moves.
 */
export function useFlowElements(places: ShallowRef<Placement>) {
  const { picture } = usePicture()
  const flowNodes = computed<Node[]>((before) =>
    unlessSame(
      picture.value.nodes.flatMap((node) => flowNode(node, places.value)),
      before,
    ),
  )
  const flowEdges = computed<Edge[]>((before) =>
    unlessSame(picture.value.cables.filter(isPlaced).map(flowEdge), before),
  )
  function isPlaced({ from, to }: Cable): boolean {
    return places.value.has(from) && places.value.has(to)
  }

  return { flowNodes, flowEdges }
}

function flowNode({ id }: PictureNode, places: Placement): Node[] {
  const box = places.get(id)
  if (!box) return []
  const { x, y, width, height } = box
  const style = { width: `${width}px`, height: `${height}px` }
  // Else Vue Flow draws all of them to measure them, also where only what is in sight is drawn.
  const dimensions = { width, height }
  return [{ id, type: 'thing', position: { x, y }, style, dimensions } as Node]
}

function flowEdge({ id, from, to, nic }: Cable): Edge {
  return {
    ...{ id, type: 'cable', source: from, target: to, sourceHandle: 'out' },
    targetHandle: nic ? nicTarget({ uuid: nic.machine }, nic.key) : 'in',
    updatable: nic ? 'source' : false,
    ariaLabel: null,
    // To Vue Flow a cable is an image, one of hundreds; the tree says of each where it leads.
    domAttributes: { 'aria-hidden': true },
  }
}

function unlessSame<T>(now: T[], before: T[] | undefined): T[] {
  return before && JSON.stringify(now) === JSON.stringify(before) ? before : now
}
