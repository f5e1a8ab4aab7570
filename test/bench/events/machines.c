/*
 * Events of machines, in C.
 *
 *   machines listen URI COUNT    prints "ready", then the moment of each callback
 *   machines cause URI COUNT     defines and undefines a machine in turns, COUNT times in all
 *
 * Moments are microseconds of CLOCK_MONOTONIC, which is what Node and Chromium have too.
 */
#include <libvirt/libvirt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* By its name the first of every list. */
#define MACHINE \
  "<domain type='qemu'><name>a-cause</name><uuid>b338b368-d352-4aef-aacc-000000000002</uuid>" \
  "<memory unit='MiB'>16</memory><os><type arch='x86_64' machine='q35'>hvm</type></os>" \
  "<devices><interface type='network'><source network='net0'/></interface></devices></domain>"
/* Not a whole number of frames: what comes at every moment of a frame is seen. */
#define PAUSE_US 151300

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static int left;

static int on_event(virConnectPtr c, virDomainPtr d, int event, int detail, void *opaque) {
  (void)c, (void)d, (void)event, (void)detail, (void)opaque;
  printf("%.3f\n", now_us());
  left--;
  return 0;
}

static void listen_for(virConnectPtr connection) {
  virConnectDomainEventRegister(connection, on_event, NULL, NULL);
  puts("ready");
  fflush(stdout);
  while (left > 0 && virEventRunDefaultImpl() == 0) continue;
}

static void cause(virConnectPtr connection) {
  virDomainPtr machine = NULL;
  while (left-- > 0) {
    if (machine) {
      virDomainUndefine(machine);
      virDomainFree(machine);
      machine = NULL;
    } else {
      machine = virDomainDefineXML(connection, MACHINE);
      if (!machine) exit(1);
    }
    usleep(PAUSE_US);
  }
}

int main(int argc, char **argv) {
  if (argc != 4) return 1;
  virEventRegisterDefaultImpl();
  virConnectPtr connection = virConnectOpen(argv[2]);
  if (!connection) return 1;
  left = atoi(argv[3]);
  if (!strcmp(argv[1], "listen")) listen_for(connection);
  else cause(connection);
  return 0;
}
