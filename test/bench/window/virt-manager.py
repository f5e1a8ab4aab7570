"""virt-manager, with the moments of its start: virt-manager.py COUNT.

Prints its pid and, in ms since 1970, when its window is on the display and when its list has COUNT
machines; then stays open until its standard input ends.
"""

import os
import sys
import threading
import time

sys.path.insert(0, "/usr/share/virt-manager")

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import GLib

# virt-manager's own modules import each other; in this order it works.
from virtManager import config  # noqa: F401
from virtManager import manager, virtmanager

count = int(sys.argv.pop(1))
rows = 0
show = manager.vmmManager.show
add = manager.vmmManager.vm_added


def tell(what):
    print(what, time.time() * 1e3, flush=True)


def shown(self, *arguments):
    self.topwin.connect("map-event", lambda *_: tell("window"))
    return show(self, *arguments)


def added(self, *arguments):
    global rows
    result = add(self, *arguments)
    rows += 1
    if rows == count:
        # After what is waiting to be drawn.
        GLib.idle_add(tell, "complete", priority=GLib.PRIORITY_LOW)
    return result


def end_with_input():
    sys.stdin.read()
    GLib.idle_add(sys.exit)


manager.vmmManager.show = shown
manager.vmmManager.vm_added = added
threading.Thread(target=end_with_input, daemon=True).start()
sys.argv = ["virt-manager", "--no-fork", "--connect", "qemu:///system"]
print("pid", os.getpid(), flush=True)
virtmanager.runcli()
