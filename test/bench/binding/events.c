/*
 * The peer for events of a real libvirtd.
 *
 *   events listen URI COUNT    prints "ready", then the moment of each callback
 *   events cause URI COUNT     makes that many events, and prints the moment before each
 *
 * Moments are microseconds of CLOCK_MONOTONIC, which is what Node's hrtime has too.
 */
#include <libvirt/libvirt.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* With its UUID: only so is a second definition the same network, and its own event. */
#define NETWORK \
  "<network><name>cause</name><uuid>b338b368-d352-4aef-aacc-000000000001</uuid>" \
  "<bridge name='virbr99'/></network>"
#define PAUSE_US 10000

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static int left;

static void on_event(virConnectPtr c, virNetworkPtr n, int event, int detail, void *opaque) {
  (void)c, (void)n, (void)detail, (void)opaque;
  double now = now_us();
  if (event != VIR_NETWORK_EVENT_DEFINED) return;
  printf("%.3f\n", now);
  left--;
}

static void listen_for(virConnectPtr connection) {
  virConnectNetworkEventRegisterAny(connection, NULL, VIR_NETWORK_EVENT_ID_LIFECYCLE,
                                    VIR_NETWORK_EVENT_CALLBACK(on_event), NULL, NULL);
  puts("ready");
  fflush(stdout);
  while (left > 0 && virEventRunDefaultImpl() == 0) continue;
}

static void cause(virConnectPtr connection) {
  while (left-- > 0) {
    printf("%.3f\n", now_us());
    virNetworkPtr network = virNetworkDefineXML(connection, NETWORK);
    if (!network) exit(1);
    virNetworkFree(network);
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
