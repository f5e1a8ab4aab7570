"""The same as inventory.c's `list`, through libvirt-python: inventory.py list URI THREADS REPEATS."""

import sys
import time

import libvirt

_, _, uri, _, repeats = sys.argv
connection = libvirt.open(uri)
for _ in range(int(repeats)):
    start = time.perf_counter()
    xmls = [one.XMLDesc(0) for one in connection.listAllDomains(0) + connection.listAllNetworks(0)]
    print((time.perf_counter() - start) * 1e3)
    del xmls
