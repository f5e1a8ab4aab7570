import { computed } from 'vue'
import { withMachine, withNetwork, withNic, without } from '../model/draft/draft.ts'
import { countsOf, labOfDraft } from '../model/draft/lab.ts'
import { newDefinition, newMac, newMachineName, type DrawnKind } from '../model/draft/proposals.ts'
import { machineId, networkId } from '../model/picture/machines.ts'
import { errorDataOf } from '../model/thrown.ts'
import { useDialogs } from '../stores/dialogs.ts'
import { useDraft } from '../stores/draft.ts'
import { useNotify } from './useNotify.ts'
import { useText } from './useText.ts'

/** Drawing what is not there yet. Each step can be taken back, and none changes anything of the host. */
export function useDrawing() {
  const store = useDraft()
  const dialogs = useDialogs()
  const notify = useNotify()
  const { t } = useText()

  const lab = computed(() => labOfDraft(store.draft, store.world))
  const counts = computed(() => countsOf(lab.value, store.draft))
  /** “2 networks, 3 NICs” */
  const contents = computed(() =>
    Object.entries(counts.value)
      .filter(([, count]) => count > 0)
      .map(([what, count]) => t(`draft.count.${what as keyof typeof counts.value}`, count))
      .join(', '),
  )

  /** @returns what the picture calls it */
  async function drawNetwork(kind: DrawnKind): Promise<string> {
    // Without an answer what the window shows is gone by, and the plan renumbers what is taken.
    const known = await window.puente.getOccupiedSubnets().catch(() => [])
    const network = {
      uuid: crypto.randomUUID(),
      definition: newDefinition(kind, store.all, known),
    }
    store.become(withNetwork(store.draft, network))
    return networkId(network)
  }

  function drawMachine(): string {
    const machine = { uuid: crypto.randomUUID(), name: newMachineName(store.all) }
    store.become(withMachine(store.draft, machine))
    return machineId(machine)
  }

  /**
   * @param machine its UUID
   * @param to a network or a bridge, as the picture calls it
   * @param mac the NIC that is led there; left out: a new one
   */
  function connect(machine: string, to: string, mac?: string): void {
    const random = () => crypto.getRandomValues(new Uint8Array(3))
    const nic = { machine, to, mac: mac ?? newMac(store.all, random) }
    store.become(withNic(store.draft, nic))
  }

  function remove(id: string): void {
    store.become(without(store.draft, id))
  }

  async function discard(): Promise<void> {
    const { networks, machines } = store.draft
    const names = [...networks.map(({ definition }) => definition.name), ...machines.map(nameOf)]
    const yes = await dialogs.confirm({
      title: t('draft.discardTitle'),
      text: t('draft.discardText'),
      items: names.length > 0 ? names : [contents.value],
      confirm: t('draft.discard'),
      icon: 'i-lucide-pencil-ruler',
    })
    if (yes) store.discard()
  }

  async function save(): Promise<void> {
    try {
      const file = await window.puente.saveLab({ drawn: lab.value })
      if (file !== null) notify.done(t('lab.saved', { file }))
    } catch (thrown) {
      notify.failed(errorDataOf(thrown))
    }
  }

  return { lab, contents, drawNetwork, drawMachine, connect, remove, discard, save }
}

function nameOf({ name }: { name: string }): string {
  return name
}
