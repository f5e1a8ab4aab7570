"""Stands in for a machine at the far end of its tap: tap, bridge, address, MAC. Answers ARP and echo requests."""
import fcntl
import os
import struct
import subprocess
import sys

tap, bridge, address, mac = sys.argv[1:5]
TUNSETIFF, TAP, NO_HEADER = 0x400454CA, 2, 0x1000
OWN = bytes.fromhex(mac.replace(":", ""))
IP = bytes(int(part) for part in address.split("."))

cable = os.open("/dev/net/tun", os.O_RDWR)
fcntl.ioctl(cable, TUNSETIFF, struct.pack("16sH", tap.encode(), TAP | NO_HEADER))
for words in (
    ["ip", "link", "set", tap, "master", bridge, "up"],
    # As libvirt has a tap of its own.
    ["tc", "qdisc", "add", "dev", tap, "root", "handle", "0:", "noqueue"],
):
    subprocess.run(words, check=True)
print("ready", flush=True)
while True:
    packet = bytearray(os.read(cable, 65536))
    kind = packet[12:14]
    packet[0:6], packet[6:12] = packet[6:12], OWN
    if kind == b"\x08\x06" and packet[20:22] == b"\x00\x01" and packet[38:42] == IP:
        packet[20:22] = b"\x00\x02"
        packet[32:42], packet[22:32] = packet[22:32], OWN + IP
    elif kind == b"\x08\x00" and packet[23] == 1 and packet[34] == 8 and packet[30:34] == IP:
        packet[26:30], packet[30:34] = packet[30:34], packet[26:30]
        packet[34] = 0
        total = struct.unpack("!H", packet[36:38])[0] + 0x0800
        packet[36:38] = struct.pack("!H", (total & 0xFFFF) + (total >> 16))
    else:
        continue
    os.write(cable, packet)
