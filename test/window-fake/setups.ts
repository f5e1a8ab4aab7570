/** Computers that have all the app works with, and nearly nothing of it. */
import type { HostSetup } from '../../shared/model/host-setup.ts'

export const wholeSetup: HostSetup = {
  polkitAgent: true,
  libvirtGroup: 'member',
  programs: { dnsmasq: true, 'virt-install': true, 'virt-viewer': true },
  packages: 'apt',
}

export const bareSetup: HostSetup = {
  polkitAgent: false,
  libvirtGroup: 'no-group',
  programs: { dnsmasq: false, 'virt-install': false, 'virt-viewer': false },
  packages: 'apt',
}
