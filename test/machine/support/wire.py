"""Measures a cable between a bridge and a machine: tap, bridge, address, count, interval, size, wait.

Echo requests go to the machine, whose kernel answers. Of each packet the kernel's own time is noted on the
bridge and on the tap: what lies between the two is on the way to the machine, or from it.
"""
import json
import os
import select
import socket
import struct
import sys
import time

tap, bridge, address = sys.argv[1:4]
count, interval, size, wait = int(sys.argv[4]), float(sys.argv[5]), int(sys.argv[6]), float(sys.argv[7])
IDENTIFIER = os.getpid() & 0xFFFF
OUTGOING = 4
SO_RCVBUFFORCE, SO_TIMESTAMPNS = 33, 35


def checksum(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def echo(sequence):
    body = bytes(size + size % 2)
    head = struct.pack("!BBHHH", 8, 0, 0, IDENTIFIER, sequence)
    return struct.pack("!BBHHH", 8, 0, checksum(head + body), IDENTIFIER, sequence) + body


def listening(device):
    one = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    one.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 16 << 20)
    one.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    one.bind((device, 0))
    return one


heard = {"request": {"bridge": {}, "tap": {}}, "reply": {"bridge": {}, "tap": {}}}
listeners = {"bridge": listening(bridge), "tap": listening(tap)}
sender = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
sender.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8 << 20)
sender.connect((address, 0))


def hear(where):
    packet, more, _, (_, _, direction, _, _) = listeners[where].recvmsg(2048, 256)
    if len(packet) < 42 or packet[12:14] != b"\x08\x00" or packet[23] != 1:
        return
    start = 14 + (packet[14] & 15) * 4
    kind, _, _, identifier, sequence = struct.unpack("!BBHHH", packet[start : start + 8])
    what = {(8, True): "request", (0, False): "reply"}.get((kind, direction == OUTGOING))
    if identifier != IDENTIFIER or what is None:
        return
    seconds, nanoseconds = struct.unpack("qq", more[0][2][:16])
    heard[what][where].setdefault(sequence, []).append(seconds + nanoseconds / 1e9)


def hear_until(end):
    while True:
        left = end - time.monotonic()
        ready = select.select(listeners.values(), [], [], max(0, left))[0]
        for where, one in listeners.items():
            if one in ready:
                hear(where)
        if left <= 0 and not ready:
            return


begin = time.monotonic()
for sequence in range(count):
    hear_until(begin + sequence * interval)
    sender.send(echo(sequence))
hear_until(time.monotonic() + wait)


def way(first, then):
    """What became of what was there first, until then."""
    pairs = [(first[key], then.get(key, [])) for key in first]
    single = [(a[0], b[0]) for a, b in pairs if len(a) == 1 and b]
    times = sorted(moment for _, after in pairs for moment in after)
    bits = 8 * (42 + size + size % 2)
    lasted = times[-1] - times[0] if len(times) > 1 else 0
    return {
        "sent": sum(len(a) for a, _ in pairs),
        "arrived": len(times),
        "delays": sorted((b - a) * 1000 for a, b in single),
        "kbit": (len(times) - 1) * bits / lasted / 1000 if lasted > 0 else None,
    }


print(
    json.dumps(
        {
            "to": way(heard["request"]["bridge"], heard["request"]["tap"]),
            "from": way(heard["reply"]["tap"], heard["reply"]["bridge"]),
        }
    )
)
