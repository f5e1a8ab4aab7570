#!/usr/bin/python3
"""Runs what the test outside asks for: lines of JSON on a virtio serial port, both ways.

Asked:    {"hello": N} · {"id": N, "argv": [...], "env": {...}, "cwd": "/", "user": "alex",
          "input": BASE64, "channel": true, "terminal": [ROWS, COLUMNS]} ·
          {"id": N, "message": {...}} · {"id": N, "typed": BASE64} · {"id": N, "signal": 9}
Answered: {"hello": N, "boot": ID} · {"id": N, "out": BASE64} · {"id": N, "err": BASE64} ·
          {"id": N, "message": {...}} · {"id": N, "exit": STATUS}, negative after a signal

It is no part of any network, so no firewall, no bridge and no reboot is in its way.
"""

import base64
import fcntl
import glob
import json
import os
import pwd
import pty
import socket
import struct
import subprocess
import termios
import threading
import time

NAME = 'lab.agent'


def find_port():
    """The port's device; udev's link to it may come later than the device itself."""
    while True:
        for path in glob.glob('/sys/class/virtio-ports/*/name'):
            with open(path) as file:
                device = '/dev/' + path.split('/')[4]
                if file.read().strip() == NAME and os.path.exists(device):
                    return os.open(device, os.O_RDWR)
        time.sleep(0.05)


class Port:
    def __init__(self):
        self.fd = find_port()
        self.lock = threading.Lock()

    def lines(self):
        rest = b''
        while True:
            piece = os.read(self.fd, 65536)
            if not piece:  # Nobody at the other end.
                rest = b''
                time.sleep(0.05)
                continue
            *lines, rest = (rest + piece).split(b'\n')
            yield from lines

    def answer(self, **answer):
        data = json.dumps(answer).encode() + b'\n'
        with self.lock:
            while data:
                data = data[os.write(self.fd, data) :]


class Process:
    """One program, with Node's message channel where that is asked for."""

    def __init__(self, port, asked):
        self.port, self.id = port, asked['id']
        self.channel = self.terminal = None
        env = {**asked.get('env', {})}
        stdin, stdout, stderr, kept = subprocess.PIPE, subprocess.PIPE, subprocess.PIPE, []
        if asked.get('channel'):
            self.channel, inside = socket.socketpair()
            kept = [inside.fileno()]
            env['NODE_CHANNEL_FD'] = str(kept[0])
        if asked.get('terminal'):
            self.terminal, stdin = pty.openpty()
            stdout = stderr = stdin
            size = struct.pack('HHHH', *asked['terminal'], 0, 0)
            fcntl.ioctl(stdin, termios.TIOCSWINSZ, size)
        person = pwd.getpwnam(asked.get('user', 'root'))
        self.child = subprocess.Popen(
            asked['argv'],
            **{'stdin': stdin, 'stdout': stdout, 'stderr': stderr, 'pass_fds': kept},
            **{'env': env, 'cwd': asked.get('cwd', '/'), 'start_new_session': True},
            **{'user': person.pw_uid, 'group': person.pw_gid},
            extra_groups=os.getgrouplist(person.pw_name, person.pw_gid),
            preexec_fn=take_terminal if asked.get('terminal') else None,
        )
        if self.channel:
            inside.close()
            threading.Thread(target=self.read_channel, daemon=True).start()
        if self.terminal is None:
            threading.Thread(target=self.feed, args=[asked.get('input', '')], daemon=True).start()
            pipes = [('out', self.child.stdout.fileno()), ('err', self.child.stderr.fileno())]
        else:
            os.close(stdin)
            pipes = [('out', self.terminal)]
        readers = [threading.Thread(target=self.read, args=pipe, daemon=True) for pipe in pipes]
        for reader in readers:
            reader.start()
        threading.Thread(target=self.end, args=[readers], daemon=True).start()

    def feed(self, text):
        try:
            self.child.stdin.write(base64.b64decode(text))
            self.child.stdin.close()
        except OSError:
            pass  # It did not want to read all of it.

    def read(self, name, fd):
        while True:
            try:
                piece = os.read(fd, 32768)
            except OSError:  # A terminal whose other end is closed.
                return
            if not piece:
                return
            self.port.answer(id=self.id, **{name: base64.b64encode(piece).decode()})

    def read_channel(self):
        with self.channel.makefile('rb') as file:
            for line in file:
                self.port.answer(id=self.id, message=json.loads(line))

    def end(self, readers):
        status = self.child.wait()
        # A daemon that it left behind may hold its output for ever.
        for reader in readers:
            reader.join(1)
        processes.pop(self.id, None)
        self.port.answer(id=self.id, exit=status)

    def told(self, asked):
        if 'signal' in asked:
            self.child.send_signal(asked['signal'])
        if 'message' in asked:
            self.channel.sendall(json.dumps(asked['message']).encode() + b'\n')
        if 'typed' in asked:
            os.write(self.terminal, base64.b64decode(asked['typed']))


def take_terminal():
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


processes = {}


def obey(port, asked):
    if 'hello' in asked:
        with open('/proc/sys/kernel/random/boot_id') as file:
            port.answer(hello=asked['hello'], boot=file.read().strip())
    elif 'argv' in asked:
        try:
            processes[asked['id']] = Process(port, asked)
        except (OSError, KeyError) as error:
            text = base64.b64encode(str(error).encode()).decode()
            port.answer(id=asked['id'], err=text)
            port.answer(id=asked['id'], exit=127)
    elif asked.get('id') in processes:
        processes[asked['id']].told(asked)


def main():
    port = Port()
    for line in port.lines():
        try:
            asked = json.loads(line)
        except ValueError:
            continue  # The end of a line whose beginning went to an earlier boot.
        try:
            obey(port, asked)
        except OSError:
            continue  # It has ended meanwhile.


main()
