/** A new machine as the arguments of virt-install. Pure; handed over as a list, with no shell. */
import type { NewMachineIntent } from '../../../shared/contract/contract.ts'
import type { PortForward } from '../../../shared/model/port-forward.ts'
import type { ChosenWire } from '../../../shared/model/nic-settings.ts'

/** @param backend what NICs in user mode go out through; null: the emulator itself (slirp) */
export function virtInstallArguments(
  uri: string,
  intent: NewMachineIntent,
  backend: 'passt' | null = null,
): string[] {
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
    ...userModeArguments(intent, backend),
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
  if (install.from === 'image') {
    const { path, overlay } = install
    // A copy on write: virt-install asks libvirt for it, and finds out the image's format.
    const own = overlay && `size=${overlay.sizeGiB},format=qcow2,backing_store=${path}`
    return ['--disk', own ?? `path=${path}`]
  }
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

/**
 * Written into the definition as it is made: an option of its own for them virt-install has from 5.0
 * on (Debian 12 has 4.1), and this one from 4.0.
 */
function userModeArguments({ nics }: NewMachineIntent, backend: 'passt' | null): string[] {
  const isUser = ({ source }: NewMachineIntent['nics'][number]) => source.type === 'user'
  return nics.flatMap((nic, index) => {
    if (!isUser(nic) || backend === null) return []
    const at = `./devices/interface[${index + 1}]`
    const forwards = (nic.forwards ?? []).flatMap((forward, number) =>
      forwardPaths(`${at}/portForward[${number + 1}]`, forward),
    )
    return [`${at}/backend/@type=${backend}`, ...forwards].flatMap((path) => ['--xml', path])
  })
}

function forwardPaths(at: string, forward: PortForward): string[] {
  const { protocol, address, device, ranges, except } = forward
  const spans = [
    ...ranges.map(({ to, ...span }) => ({ ...span, more: to === span.first ? [] : [`to=${to}`] })),
    ...except.map((span) => ({ ...span, more: ['exclude=yes'] })),
  ]
  return [
    `${at}/@proto=${protocol}`,
    ...(address === null ? [] : [`${at}/@address=${address}`]),
    ...(device === null ? [] : [`${at}/@dev=${device}`]),
    ...spans.flatMap(({ first, last, more }, index) =>
      [`start=${first}`, ...(last === first ? [] : [`end=${last}`]), ...more].map(
        (attribute) => `${at}/range[${index + 1}]/@${attribute}`,
      ),
    ),
  ]
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
