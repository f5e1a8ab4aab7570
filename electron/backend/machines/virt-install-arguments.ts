/** A new machine as the arguments of virt-install. Pure; handed over as a list, with no shell. */
import type { NewMachineIntent } from '../../../shared/contract/contract.ts'
import type { ChosenWire } from '../../../shared/model/nic-settings.ts'

export function virtInstallArguments(uri: string, intent: NewMachineIntent): string[] {
  return [
    ...['--connect', uri],
    ...['--name', intent.name],
    ...['--memory', String(intent.memoryMiB)],
    ...['--vcpus', String(intent.vcpus)],
    // What a medium says of itself is better than nothing, and not knowing is no reason to refuse.
    ...['--osinfo', intent.os ?? 'detect=on,require=off'],
    ...(intent.emulated ? ['--virt-type', 'qemu'] : []),
    ...installArguments(intent),
    ...diskArguments(intent),
    ...networkArguments(intent),
    ...['--graphics', 'vnc'],
    '--noautoconsole',
  ]
}

function installArguments({ install }: NewMachineIntent): string[] {
  switch (install.from) {
    case 'iso':
      return ['--cdrom', install.path]
    case 'image':
      return ['--import']
    case 'network':
      return ['--pxe']
  }
}

function diskArguments({ install, disk }: NewMachineIntent): string[] {
  if (install.from === 'image') return ['--disk', `path=${install.path}`]
  switch (disk.type) {
    case 'new':
      return ['--disk', `size=${disk.sizeGiB}`]
    case 'existing':
      return ['--disk', `path=${disk.path}`]
    case 'none':
      return ['--disk', 'none']
  }
}

function networkArguments({ nics }: NewMachineIntent): string[] {
  if (nics.length === 0) return ['--network', 'none']
  return nics.flatMap(({ source, model, mac }) => [
    '--network',
    [...placeOptions(source), `model=${model}`, ...(mac ? [`mac=${mac}`] : [])].join(','),
  ])
}

function placeOptions(source: ChosenWire): string[] {
  switch (source.type) {
    case 'network': {
      const { network, portGroup } = source
      return [`network=${network}`, ...(portGroup ? [`portgroup=${portGroup}`] : [])]
    }
    case 'bridge':
      return [`bridge=${source.bridge}`]
    case 'direct':
      return ['type=direct', `source=${source.device}`, `source.mode=${source.mode}`]
    case 'user':
      return ['user']
  }
}
