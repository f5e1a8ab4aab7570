"""virt-manager's way to its first complete list: virt-manager.py URI, in milliseconds for each
line that it is given.

The calls that virt-manager 4.1 makes of its own accord when a connection opens, in their order,
with its own library's parsing of the XML (virtinst), and without its window:

- virtinst/pollhelpers.py, fetch_vms and fetch_nets: one list each, and the name of every object;
- virtManager/object/domain.py, _init_libvirt_state: info(), then _refresh_status, which reads and
  parses the XML, hasManagedSaveImage(0), and snapshots_supported, which lists the snapshots and
  looks at the disks; the manager's list then shows title, state and description;
- virtManager/object/network.py, by libvirtobject.py's tick: isActive() and the XML, parsed;
- virtManager/lib/statsmanager.py: one getAllDomainStats for the tick that follows.
"""

import sys
import time

sys.path.insert(0, "/usr/share/virt-manager")

import libvirt
from virtinst import Guest, Network, VirtinstConnection

_, uri = sys.argv
connection = VirtinstConnection(uri)
connection.open(None, None)
backend = connection


def load_domain(domain):
    domain.name()
    domain.info()
    flags = libvirt.VIR_DOMAIN_XML_SECURE
    guest = Guest(connection, parsexml=domain.XMLDesc(flags))
    domain.hasManagedSaveImage(0)
    if not domain.listAllSnapshots():
        for disk in guest.devices.disk:
            if disk.driver_type == "qcow2":
                break
    return guest.name, guest.uuid, guest.title, guest.description, guest.memory, guest.vcpus


def load_network(network):
    network.name()
    network.isActive()
    parsed = Network(connection, parsexml=network.XMLDesc(0))
    return parsed.name, parsed.forward.mode, parsed.bridge


def tick():
    objects = [load_domain(one) for one in backend.listAllDomains()]
    objects += [load_network(one) for one in backend.listAllNetworks()]
    stats = (
        libvirt.VIR_DOMAIN_STATS_STATE
        | libvirt.VIR_DOMAIN_STATS_CPU_TOTAL
        | libvirt.VIR_DOMAIN_STATS_VCPU
    )
    return objects, backend.getAllDomainStats(stats, 0)


for _ in sys.stdin:
    start = time.perf_counter()
    kept = tick()
    print((time.perf_counter() - start) * 1e3, flush=True)
    del kept
