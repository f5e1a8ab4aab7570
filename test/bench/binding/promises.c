/*
 * The floor of a promise for each call: the XML of every domain and network in C, where the thread
 * that wants it must not wait. It hands each call to a worker, which sleeps, and is woken for each
 * answer in its event loop, as Node has it: a condition variable one way, an eventfd and epoll the
 * other. What it gets it copies, as JavaScript's strings are copies.
 *
 *   promises list URI 1 REPEATS         one call after the other, in milliseconds
 *   promises burst URI WORKERS REPEATS  all calls at once, in milliseconds
 */
#include <libvirt/libvirt.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void die(const char *what) {
  fprintf(stderr, "%s failed\n", what);
  exit(1);
}

static virConnectPtr connection;
static virDomainPtr *domains;
static virNetworkPtr *networks;
static int domain_count, network_count;

/* Calls and answers in their order: `taken` of `wanted` calls, `copied` of `answered` answers. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int wanted, taken, answered, copied;
static char **answers, **copies;
static int loop, wake;

static char *call(int index) {
  char *xml = index < domain_count ? virDomainGetXMLDesc(domains[index], 0)
                                   : virNetworkGetXMLDesc(networks[index - domain_count], 0);
  if (!xml) die("XML");
  return xml;
}

static void *serve(void *unused) {
  (void)unused;
  pthread_mutex_lock(&mutex);
  for (;;) {
    while (taken == wanted) pthread_cond_wait(&changed, &mutex);
    int index = taken++;
    pthread_mutex_unlock(&mutex);
    char *xml = call(index);
    pthread_mutex_lock(&mutex);
    answers[answered++] = xml;
    if (answered - copied == 1 && eventfd_write(wake, 1) < 0) die("eventfd_write");
  }
  return NULL;
}

static void want_one(void) {
  pthread_mutex_lock(&mutex);
  wanted++;
  pthread_mutex_unlock(&mutex);
  pthread_cond_signal(&changed);
}

/* Sleeps until there are answers, and copies them; from which on there are none yet. */
static int copy_answers(int from) {
  struct epoll_event event;
  eventfd_t value;
  if (epoll_wait(loop, &event, 1, -1) != 1 || eventfd_read(wake, &value) < 0) die("epoll_wait");
  pthread_mutex_lock(&mutex);
  int to = copied = answered;
  pthread_mutex_unlock(&mutex);
  for (int i = from; i < to; i++) {
    copies[i] = strdup(answers[i]);
    free(answers[i]);
  }
  return to;
}

static void list_all(void) {
  domain_count = virConnectListAllDomains(connection, &domains, 0);
  network_count = virConnectListAllNetworks(connection, &networks, 0);
  if (domain_count < 0 || network_count < 0) die("list");
  answers = calloc(domain_count + network_count, sizeof *answers);
  copies = calloc(domain_count + network_count, sizeof *copies);
  wanted = taken = answered = copied = 0;
}

static void forget_all(void) {
  for (int i = 0; i < domain_count + network_count; i++) free(copies[i]);
  for (int i = 0; i < domain_count; i++) virDomainFree(domains[i]);
  for (int i = 0; i < network_count; i++) virNetworkFree(networks[i]);
  free(domains);
  free(networks);
  free(answers);
  free(copies);
}

static double read_all(int at_once) {
  double start = now_ms();
  list_all();
  int total = domain_count + network_count;
  for (int i = 0; at_once && i < total; i++) want_one();
  for (int done = 0; done < total;) {
    if (!at_once) want_one();
    done = copy_answers(done);
  }
  double elapsed = now_ms() - start;
  forget_all();
  return elapsed;
}

int main(int argc, char **argv) {
  if (argc != 5) die("usage");
  connection = virConnectOpen(argv[2]);
  if (!connection) die("virConnectOpen");
  wake = eventfd(0, EFD_NONBLOCK);
  loop = epoll_create1(0);
  struct epoll_event interest = {.events = EPOLLIN};
  epoll_ctl(loop, EPOLL_CTL_ADD, wake, &interest);
  for (int i = 0; i < atoi(argv[3]); i++) {
    pthread_t worker;
    pthread_create(&worker, NULL, serve, NULL);
  }
  for (int i = 0; i < atoi(argv[4]); i++) printf("%f\n", read_all(!strcmp(argv[1], "burst")));
  return 0;
}
