#!/usr/bin/python3
"""What Ubuntu's NetworkManager has libnetplan do with each profile that it stores or deletes: it becomes
YAML in /etc/netplan, of which netplan writes another profile at each boot. Debian's is built without."""

import ctypes
import glob
import os
import subprocess

STORED = '/etc/NetworkManager/system-connections/*.nmconnection'
library = ctypes.CDLL('libnetplan.so.1')
for name in ['parser_new', 'state_new', 'state_get_netdef']:
    getattr(library, f'netplan_{name}').restype = ctypes.c_void_p


class Failed(ctypes.Structure):
    _fields_ = [('domain', ctypes.c_uint32), ('code', ctypes.c_int), ('text', ctypes.c_char_p)]


def call(name, *words):
    error = ctypes.POINTER(Failed)()
    words = [word.encode() if isinstance(word, str) else word for word in words]
    if not getattr(library, f'netplan_{name}')(*words, ctypes.byref(error)):
        raise SystemExit(f'{name}: {error.contents.text.decode() if error else "failed"}')


def value(path, key):
    with open(path) as file:
        found = [line.split('=', 1)[1].strip() for line in file if line.startswith(f'{key}=')]
    return found[0] if found else None


def take(path):
    kind, uuid = value(path, 'type'), value(path, 'uuid')
    identity = f'NM-{uuid}' if kind == 'ethernet' else value(path, 'interface-name')
    parser = ctypes.c_void_p(library.netplan_parser_new())
    state = ctypes.c_void_p(library.netplan_state_new())
    call('parser_load_keyfile', parser, path)
    call('state_import_parser_results', state, parser)
    definition = library.netplan_state_get_netdef(state, identity.encode())
    if not definition:
        raise SystemExit(f'{path}: no {identity}')
    call('netdef_write_yaml', state, ctypes.c_void_p(definition), None)
    os.unlink(path)


def known():
    shown = ['nmcli', '-g', 'UUID', 'connection', 'show']
    return subprocess.run(shown, check=True, capture_output=True, text=True).stdout.split()


uuids = known()
for path in glob.glob('/etc/netplan/90-NM-*.yaml'):
    if not any(uuid in path for uuid in uuids):
        os.unlink(path)
for path in glob.glob(STORED):
    take(path)
subprocess.run(['netplan', 'generate'], check=True)
subprocess.run(['nmcli', 'connection', 'reload'], check=True)
