import { computed, ref, watch } from 'vue'
import type { Ref } from 'vue'
import type { BridgeOptions, PortVlans } from '../../../shared/model/bridge-settings.ts'
import { problem } from '../../../shared/rules/problem.ts'
import type { Problem } from '../../../shared/rules/problem.ts'
import { parseRanges, rangeProblems, rangesText } from '../../../shared/rules/vlans/ranges.ts'
import { useText } from '../useText.ts'

/**
 * The VLANs of a bridge that filters them, as they are typed: of its ports, and of its own end.
 * @param ports that it will have, each with what it has now
 * @param again what was asked for once, to be asked for again
 */
export function useBridgeVlans(
  options: Ref<BridgeOptions>,
  ports: () => PortVlans[],
  again: PortVlans[] = [],
) {
  const { say } = useText()
  const typed = ref<Record<string, string>>(
    Object.fromEntries(again.map(({ port, vlans }) => [port, rangesText(vlans)])),
  )
  const host = ref<string | null>(rangesText(options.value.vlans) || null)
  watch(host, (text) => {
    const vlans = parseRanges(text ?? '')
    if (vlans) options.value = { ...options.value, vlans }
  })

  const rows = computed(() =>
    ports().map(({ port, vlans }) => ({
      port,
      vlans,
      text: typed.value[port] ?? rangesText(vlans),
    })),
  )
  const problems = computed(() => {
    if (!options.value.vlanFiltering) return []
    const ofPorts = rows.value.flatMap(({ port, text }) => problemsOf(text, `portVlans.${port}`))
    return [...problemsOf(host.value ?? '', 'vlans'), ...ofPorts]
  })
  /** Of those ports that are to have others. */
  const asked = computed<PortVlans[]>(() => {
    if (!options.value.vlanFiltering) return []
    return rows.value.flatMap(({ port, vlans, text }) => {
      const wanted = parseRanges(text)
      return wanted && rangesText(wanted) !== rangesText(vlans) ? [{ port, vlans: wanted }] : []
    })
  })

  function type(port: string, text: string | null): void {
    typed.value = { ...typed.value, [port]: text ?? '' }
  }

  function errorAt(field: string): string | false {
    const found = problems.value.find((one) => one.field === field)
    return found ? say(found.text) : false
  }

  return { host, rows, typed, problems, asked, type, errorAt }
}

export type BridgeVlansState = ReturnType<typeof useBridgeVlans>

function problemsOf(text: string, at: string): Problem[] {
  const ranges = parseRanges(text)
  return ranges ? rangeProblems(ranges, at) : [problem(at, 'vlan-ranges')]
}
