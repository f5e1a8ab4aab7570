/*
 * What C needs for the same work: the peer of the binding's benchmark.
 *
 *   inventory list URI THREADS REPEATS    the XML of every domain and network, in milliseconds
 *   inventory bulk URI THREADS REPEATS    the same, and who runs, is transient, starts with the host
 *   inventory apart URI THREADS REPEATS   the same on another thread, for which this one waits
 *   inventory first URI - REPEATS         who there is, and in which state, in milliseconds
 *   inventory traffic URI - REPEATS       the counters of all NICs that run, in milliseconds
 *   inventory call URI COUNT REPEATS      one small call after the other, in microseconds each
 *   inventory event URI COUNT REPEATS     from a network's stop to its event, in microseconds
 *
 * Prints one number per repetition. With 0 REPEATS: one for each line that it is given, until the
 * last, so that others can have their turns in between.
 */
#include <libvirt/libvirt.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static void die(const char *what) {
  fprintf(stderr, "%s failed\n", what);
  exit(1);
}

static virConnectPtr connection;
static virDomainPtr *domains;
static virNetworkPtr *networks;
static int domain_count, network_count;
static int attribute_jobs;
static atomic_int next_job;
static char **xmls;

static void list_domains(unsigned int flags) {
  virDomainPtr *some;
  int count = virConnectListAllDomains(connection, &some, flags);
  if (count < 0) die("virConnectListAllDomains");
  for (int i = 0; i < count; i++) virDomainFree(some[i]);
  free(some);
}

static void list_networks(unsigned int flags) {
  virNetworkPtr *some;
  int count = virConnectListAllNetworks(connection, &some, flags);
  if (count < 0) die("virConnectListAllNetworks");
  for (int i = 0; i < count; i++) virNetworkFree(some[i]);
  free(some);
}

static void read_states(void) {
  virDomainStatsRecordPtr *records;
  if (virConnectGetAllDomainStats(connection, VIR_DOMAIN_STATS_STATE, &records, 0) < 0) die("stats");
  virDomainStatsRecordListFree(records);
}

static void read_attribute(int job) {
  switch (job) {
    case 0: return read_states();
    case 1: return list_domains(VIR_CONNECT_LIST_DOMAINS_TRANSIENT);
    case 2: return list_domains(VIR_CONNECT_LIST_DOMAINS_AUTOSTART);
    case 3: return list_networks(VIR_CONNECT_LIST_NETWORKS_ACTIVE);
    case 4: return list_networks(VIR_CONNECT_LIST_NETWORKS_TRANSIENT);
    case 5: return list_networks(VIR_CONNECT_LIST_NETWORKS_AUTOSTART);
  }
}

static void read_xml(int index) {
  xmls[index] = index < domain_count ? virDomainGetXMLDesc(domains[index], 0)
                                     : virNetworkGetXMLDesc(networks[index - domain_count], 0);
  if (!xmls[index]) die("XML");
}

static void *work(void *unused) {
  (void)unused;
  int jobs = attribute_jobs + domain_count + network_count;
  for (int job = next_job++; job < jobs; job = next_job++) {
    if (job < attribute_jobs) read_attribute(job);
    else read_xml(job - attribute_jobs);
  }
  return NULL;
}

static void forget_all(void) {
  for (int i = 0; i < domain_count + network_count; i++) free(xmls[i]);
  for (int i = 0; i < domain_count; i++) virDomainFree(domains[i]);
  for (int i = 0; i < network_count; i++) virNetworkFree(networks[i]);
  free(domains);
  free(networks);
  free(xmls);
}

static void read_everything(int threads) {
  pthread_t helpers[64];
  domain_count = virConnectListAllDomains(connection, &domains, 0);
  network_count = virConnectListAllNetworks(connection, &networks, 0);
  if (domain_count < 0 || network_count < 0) die("list");
  xmls = calloc(domain_count + network_count, sizeof *xmls);
  next_job = 0;
  for (int i = 1; i < threads; i++) pthread_create(&helpers[i], NULL, work, NULL);
  work(NULL);
  for (int i = 1; i < threads; i++) pthread_join(helpers[i], NULL);
}

/* With what a program has to do at the end: the binding, too, frees what it has read. */
static double inventory_once(int threads) {
  double start = now_us();
  read_everything(threads);
  forget_all();
  return (now_us() - start) / 1e3;
}

static void *read_apart(void *threads) {
  read_everything(*(int *)threads);
  return NULL;
}

/* What nobody can save whose own thread must not wait. */
static double apart_once(int threads) {
  pthread_t reader;
  double start = now_us();
  pthread_create(&reader, NULL, read_apart, &threads);
  pthread_join(reader, NULL);
  forget_all();
  return (now_us() - start) / 1e3;
}

static double first_once(void) {
  double start = now_us();
  list_domains(0);
  read_states();
  return (now_us() - start) / 1e3;
}

static double traffic_once(void) {
  unsigned int flags = VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE | VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT;
  virDomainStatsRecordPtr *records;
  double start = now_us();
  if (virConnectGetAllDomainStats(connection, VIR_DOMAIN_STATS_INTERFACE, &records, flags) < 0)
    die("stats");
  virDomainStatsRecordListFree(records);
  return (now_us() - start) / 1e3;
}

static double call_once(int count) {
  if (virConnectListAllDomains(connection, &domains, 0) < 1) die("virConnectListAllDomains");
  double start = now_us();
  for (int i = 0; i < count; i++) {
    if (virDomainIsActive(domains[0]) < 0) die("virDomainIsActive");
  }
  return (now_us() - start) / count;
}

static atomic_int events;
static double event_time;

static void on_event(virConnectPtr c, virNetworkPtr n, int event, int detail, void *opaque) {
  (void)c, (void)n, (void)event, (void)detail, (void)opaque;
  event_time = now_us();
  events++;
}

static void *run_loop(void *unused) {
  (void)unused;
  while (virEventRunDefaultImpl() == 0) continue;
  return NULL;
}

/* The wait is a busy one: it adds no wake-up of its own to what is measured. */
static double wait_for_event(int seen) {
  while (events == seen) continue;
  return event_time;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double event_median(int count) {
  double *latencies = calloc(count, sizeof *latencies);
  virNetworkPtr network = virNetworkLookupByName(connection, "net0");
  if (!network) die("virNetworkLookupByName");
  for (int i = 0; i < count; i++) {
    int seen = events;
    double start = now_us();
    if (virNetworkDestroy(network) < 0) die("virNetworkDestroy");
    latencies[i] = wait_for_event(seen) - start;
    seen = events;
    if (virNetworkCreate(network) < 0) die("virNetworkCreate");
    wait_for_event(seen);
  }
  qsort(latencies, count, sizeof *latencies, compare);
  double median = latencies[count / 2];
  virNetworkFree(network);
  free(latencies);
  return median;
}

static void listen_to_networks(void) {
  pthread_t loop;
  pthread_create(&loop, NULL, run_loop, NULL);
  virConnectNetworkEventRegisterAny(connection, NULL, VIR_NETWORK_EVENT_ID_LIFECYCLE,
                                    VIR_NETWORK_EVENT_CALLBACK(on_event), NULL, NULL);
}

static int is_asked(int done, int repeats) {
  char line[8];
  fflush(stdout);
  return repeats > 0 ? done < repeats : fgets(line, sizeof line, stdin) != NULL;
}

int main(int argc, char **argv) {
  if (argc != 5) die("usage");
  virEventRegisterDefaultImpl();
  connection = virConnectOpen(argv[2]);
  if (!connection) die("virConnectOpen");
  if (!strcmp(argv[1], "event")) listen_to_networks();
  for (int i = 0; is_asked(i, atoi(argv[4])); i++) {
    int number = atoi(argv[3]);
    attribute_jobs = strcmp(argv[1], "list") ? 6 : 0;
    if (!strcmp(argv[1], "list") || !strcmp(argv[1], "bulk")) printf("%f\n", inventory_once(number));
    if (!strcmp(argv[1], "apart")) printf("%f\n", apart_once(number));
    if (!strcmp(argv[1], "first")) printf("%f\n", first_once());
    if (!strcmp(argv[1], "traffic")) printf("%f\n", traffic_once());
    if (!strcmp(argv[1], "call")) printf("%f\n", call_once(number));
    if (!strcmp(argv[1], "event")) printf("%f\n", event_median(number));
  }
  return 0;
}
