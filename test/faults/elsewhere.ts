/** Rows of the fault table that another part of the tests injects, or that are not injected yet. */
export const ELSEWHERE: Record<number, string> = {
  1: 'test:lab, bridges: goes back when the DHCP server is silent, and says that it was DHCP',
  14: 'no Wi-Fi in this kernel: that the warning is given is tested',
  21: 'test:lab, bridges: a host with a static address, routes and DNS; VLAN: not in this kernel',
  22: 'test:lab, machines: names the machines that lose their network when the bridge is removed',
  23: 'test:lab, machines',
  26: 'test:lab, machines: will not stop a network under its machines without saying so',
  28: 'test:unit, libvirt: DOM only, hostile names; test:unit, backend: no XML from the window',
  29: 'test:unit, shared: names',
  30: 'test:unit, libvirt: hostile names',
  35: 'test:unit, libvirt: twins by their alias',
  37: 'test:e2e, shell; test:unit, backend: dispatch',
}

export const ROWS = 39
