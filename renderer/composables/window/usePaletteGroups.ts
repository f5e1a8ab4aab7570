import { computed } from 'vue'
import { useRouter, type RouteLocationRaw } from 'vue-router'
import { visible } from '../../../shared/rules/visible.ts'
import { interfaceIcons, machineLooks, networkIcons } from '../../model/looks.ts'
import { useDialogs } from '../../stores/dialogs.ts'
import { useInventory } from '../../stores/inventory.ts'
import { useLabs } from '../useLabs.ts'
import { useText } from '../useText.ts'
import { shut, type Needs } from '../why-not.ts'

/** Every page, thing and action that the command palette finds. */
export function usePaletteGroups(close: () => void) {
  const inventory = useInventory()
  const dialogs = useDialogs()
  const router = useRouter()
  const { t } = useText()
  const labs = useLabs()

  const go = (to: RouteLocationRaw) => () => {
    close()
    void router.push(to)
  }
  const act = (action: () => void) => () => {
    close()
    action()
  }

  /** Its reason stands where others have what they are. */
  const off = (needs: Needs) => {
    const { disabled, description: suffix } = shut(needs)
    return suffix === undefined ? { disabled } : { disabled, suffix }
  }

  const actions = computed(() => [
    {
      label: t('lan.put'),
      icon: 'i-lucide-plug-zap',
      ...off('machines'),
      onSelect: act(() => dialogs.open({ type: 'join-lan' })),
    },
    {
      label: t('newMachine.title'),
      icon: 'i-lucide-monitor-up',
      ...off('machines'),
      onSelect: act(() => dialogs.open({ type: 'new-machine' })),
    },
    {
      label: t('bulk.attach'),
      icon: 'i-lucide-plug',
      ...off('machines'),
      onSelect: act(() => dialogs.open({ type: 'attach-machines' })),
    },
    {
      label: t('bulk.move'),
      icon: 'i-lucide-arrow-right-left',
      ...off('machines'),
      onSelect: act(() => dialogs.open({ type: 'move-machines' })),
    },
    {
      label: t('bridge.create'),
      icon: 'i-lucide-waypoints',
      ...off('host'),
      onSelect: act(() => dialogs.open({ type: 'create-bridge' })),
    },
    {
      label: t('bond.create'),
      icon: 'i-lucide-combine',
      ...off('host'),
      onSelect: act(() => dialogs.open({ type: 'create-bond' })),
    },
    {
      label: t('trunk.create'),
      icon: 'i-lucide-tags',
      ...off('host'),
      onSelect: act(() => dialogs.open({ type: 'create-trunk' })),
    },
    {
      label: t('network.create'),
      icon: 'i-lucide-network',
      ...off('machines'),
      onSelect: act(() => dialogs.open({ type: 'create-network' })),
    },
    {
      label: t('network.import'),
      icon: 'i-lucide-file-input',
      ...off('machines'),
      onSelect: act(() => dialogs.open({ type: 'network-xml' })),
    },
    {
      label: t('lab.open'),
      icon: 'i-lucide-flask-conical',
      ...off('machines'),
      onSelect: act(() => dialogs.open({ type: 'open-lab' })),
    },
    {
      label: t('lab.save'),
      icon: 'i-lucide-save',
      onSelect: act(() => void labs.save(null)),
    },
    {
      label: t('settings.title'),
      suffix: t('settings.about'),
      icon: 'i-lucide-settings',
      onSelect: act(() => dialogs.open({ type: 'settings' })),
    },
    {
      label: t('setup.open'),
      icon: 'i-lucide-list-checks',
      onSelect: act(() => dialogs.open({ type: 'setup' })),
    },
  ])
  const pages = computed(() =>
    (['overview', 'networks', 'machines', 'host', 'doctor', 'history'] as const).map((name) => ({
      label: t(`page.${name}`),
      icon: 'i-lucide-arrow-right',
      onSelect: go({ name }),
    })),
  )
  const networks = computed(() =>
    inventory.networks.map(({ name, kind, uuid }) => ({
      label: visible(name),
      suffix: t(`network.kind.${kind}`),
      icon: networkIcons[kind],
      onSelect: go({ name: 'network', params: { id: uuid } }),
    })),
  )
  const machines = computed(() =>
    inventory.machines.map(({ name, state, uuid, nics }) => ({
      label: visible(name),
      suffix: [
        t(`machine.state.${state}`),
        ...nics.flatMap(({ addresses }) => addresses.map(({ address }) => address)),
      ].join(' · '),
      icon: machineLooks[state].icon,
      onSelect: go({ name: 'machine', params: { id: uuid } }),
    })),
  )
  const interfaces = computed(() =>
    inventory.interfaces.map(({ name, kind }) => ({
      label: visible(name),
      suffix: t(`interface.kind.${kind}`),
      icon: interfaceIcons[kind],
      onSelect: go({ name: 'interface', params: { name } }),
    })),
  )

  return computed(() => [
    { id: 'actions', label: t('app.actions'), items: actions.value },
    { id: 'pages', label: t('app.pages'), items: pages.value },
    { id: 'machines', label: t('page.machines'), items: machines.value },
    { id: 'networks', label: t('page.networks'), items: networks.value },
    { id: 'interfaces', label: t('page.host'), items: interfaces.value },
  ])
}
