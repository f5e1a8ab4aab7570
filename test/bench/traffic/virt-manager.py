"""What a tick of virt-manager 4.1 asks for its graphs, with that of the network switched on:
virt-manager.py URI, in milliseconds for each line that it is given.

virtManager/lib/statsmanager.py, _get_all_stats: one getAllDomainStats, of all machines.
"""

import sys
import time

import libvirt

connection = libvirt.open(sys.argv[1])
STATS = (
    libvirt.VIR_DOMAIN_STATS_STATE
    | libvirt.VIR_DOMAIN_STATS_CPU_TOTAL
    | libvirt.VIR_DOMAIN_STATS_VCPU
    | libvirt.VIR_DOMAIN_STATS_INTERFACE
)
for _ in sys.stdin:
    start = time.perf_counter()
    kept = connection.getAllDomainStats(STATS, 0)
    print((time.perf_counter() - start) * 1e3, flush=True)
    del kept
