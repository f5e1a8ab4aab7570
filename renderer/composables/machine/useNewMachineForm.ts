import { computed, reactive, ref } from 'vue'
import { usualSize } from '../../../shared/model/new-machine.ts'
import type { NewMachineIntent } from '../../../shared/contract/contract.ts'
import type { ChosenWire } from '../../../shared/model/nic-settings.ts'
import type { PortForward } from '../../../shared/model/port-forward.ts'
import { forwardProblems } from '../../../shared/rules/port-forwards.ts'
import { forwardsOf } from '../../model/nic/forward-drafts.ts'
import type { ForwardDraft } from '../../model/nic/forward-drafts.ts'
import { isMac } from '../../../shared/rules/mac.ts'
import { isNetworkName } from '../../../shared/rules/names.ts'
import { nicPlaces, usualPlace } from '../../model/nic/nic-places.ts'
import { useInventory } from '../../stores/inventory.ts'
import { useSession } from '../useSession.ts'
import { useText } from '../useText.ts'

export interface NewNic {
  key: number
  source: ChosenWire | null
  model: string
  mac: string
  forwards: ForwardDraft[]
}

/** Asked of the medium itself. */
export const DETECT = 'detect '

/** What a person chooses for a new machine, checked as it is typed. */
export function useNewMachineForm() {
  const inventory = useInventory()
  const session = useSession()
  const { t } = useText()
  let made = 0

  const form = reactive({
    name: '',
    ...usualSize,
    os: DETECT,
    emulated: false,
    from: 'iso' as NewMachineIntent['install']['from'],
    path: '',
    overlay: true,
    disk: 'new' as NewMachineIntent['disk']['type'],
    sizeGiB: 20,
    diskPath: '',
  })
  const nics = ref<NewNic[]>([newNic()])

  const nameError = computed(() => {
    if (form.name === '') return null
    if (!isNetworkName(form.name)) return t('newMachine.nameInvalid')
    const taken = inventory.machines.some(({ name }) => name === form.name)
    return taken ? t('newMachine.nameTaken') : null
  })
  const errorOf = (path: string) =>
    path === '' || isPath(path) ? null : t('newMachine.pathInvalid')
  const pathError = computed(() => (form.from === 'network' ? null : errorOf(form.path)))
  const diskPathError = computed(() => errorOf(form.diskPath))
  const install = computed<NewMachineIntent['install'] | null>(() => {
    if (form.from === 'network') return { from: 'network' }
    const { from, path } = form
    if (!isPath(path)) return null
    if (from === 'iso') return { from, path }
    if (!form.overlay) return { from, path, overlay: null }
    const sizeGiB = Number(form.sizeGiB)
    return sizeGiB >= 1 ? { from, path, overlay: { sizeGiB } } : null
  })
  const disk = computed<NewMachineIntent['disk'] | null>(() => {
    const sizeGiB = Number(form.sizeGiB)
    if (form.disk === 'new') return sizeGiB >= 1 ? { type: 'new', sizeGiB } : null
    if (form.disk === 'none') return { type: 'none' }
    return isPath(form.diskPath) ? { type: 'existing', path: form.diskPath } : null
  })
  const intent = computed<NewMachineIntent | null>(() => {
    const macsOk = nics.value.every(({ mac }) => mac === '' || isMac(mac))
    const sizesOk = [form.memoryMiB, form.vcpus].every((size) => Number(size) >= 1)
    if (!isNetworkName(form.name) || nameError.value || !macsOk || !sizesOk) return null
    if (!install.value || !disk.value || !nics.value.every(areForwardsOk)) return null
    const cards = nics.value.flatMap(({ source, model, mac, forwards }) =>
      source ? [{ source: { ...source }, model, mac: mac || null, ...led(source, forwards) }] : [],
    )
    if (cards.length < nics.value.length) return null
    return {
      name: form.name,
      memoryMiB: Number(form.memoryMiB),
      vcpus: Number(form.vcpus),
      os: form.os === DETECT ? null : form.os,
      emulated: form.emulated,
      install: install.value,
      disk: disk.value,
      nics: cards,
    }
  })

  function newNic(): NewNic {
    const places = nicPlaces(inventory.networks, inventory.interfaces, session.value)
    const source = usualPlace(places)
    return { key: made++, source, model: 'virtio', mac: '', forwards: [] }
  }

  return {
    form,
    nics,
    nameError,
    pathError,
    diskPathError,
    intent,
    addNic: () => nics.value.push(newNic()),
    removeNic: (key: number) => (nics.value = nics.value.filter((nic) => nic.key !== key)),
  }
}

export type NewMachineFormState = ReturnType<typeof useNewMachineForm>

/** Whether they can be had here each row says itself, and the plan. */
function areForwardsOk({ source, forwards }: NewNic): boolean {
  return source?.type !== 'user' || forwardProblems(forwardsOf(forwards)).length === 0
}

function led(source: ChosenWire, drafts: ForwardDraft[]): { forwards?: PortForward[] } {
  return source.type === 'user' && drafts.length > 0 ? { forwards: forwardsOf(drafts) } : {}
}

/** virt-install reads commas and quotes inside an option as its own. */
function isPath(path: string): boolean {
  return /^\/[^,"'\\]+$/.test(path)
}
