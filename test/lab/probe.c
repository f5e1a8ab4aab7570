/*
 * Asks an IPv4 address for an echo every few milliseconds and measures the longest silence
 * between two answers. Says "ready" with the first answer; ends, with one line of JSON, when its
 * standard input does (or after a maximum time, so that it never outlives a forgotten test).
 *
 *   probe ADDRESS INTERVAL_MS MAX_SECONDS
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* Answers this late still count as answered; the silence until then counts as silence. */
#define GRACE_MS 1000.0

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static uint16_t checksum(const void *data, size_t length)
{
    const uint16_t *word = data;
    uint32_t sum = 0;
    for (; length > 1; length -= 2) sum += *word++;
    while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
    return ~sum;
}

static void send_echo(int sock, uint16_t id, uint16_t sequence)
{
    struct icmphdr echo = {.type = ICMP_ECHO};
    echo.un.echo.id = id;
    echo.un.echo.sequence = htons(sequence);
    echo.checksum = checksum(&echo, sizeof echo);
    /* An error (no route, no neighbour) is one more probe without an answer. */
    (void)!send(sock, &echo, sizeof echo, 0);
}

/* The sequence number of an answer to us, or -1. */
static int receive_echo(int sock, uint16_t id)
{
    unsigned char packet[2048];
    ssize_t size = recv(sock, packet, sizeof packet, MSG_DONTWAIT);
    if (size < (ssize_t)sizeof(struct iphdr)) return -1;
    size_t header = (packet[0] & 15) * 4;
    struct icmphdr echo;
    if ((size_t)size < header + sizeof echo) return -1;
    memcpy(&echo, packet + header, sizeof echo);
    if (echo.type != ICMP_ECHOREPLY || echo.un.echo.id != id) return -1;
    return ntohs(echo.un.echo.sequence);
}

int main(int argc, char **argv)
{
    if (argc != 4) return 2;
    struct sockaddr_in target = {.sin_family = AF_INET};
    if (inet_pton(AF_INET, argv[1], &target.sin_addr) != 1) return 2;
    double interval = atof(argv[2]), max_ms = atof(argv[3]) * 1e3;
    int sock = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
    if (sock < 0 || connect(sock, (struct sockaddr *)&target, sizeof target) < 0) {
        perror("probe");
        return 1;
    }
    setpriority(PRIO_PROCESS, 0, -20);

    static unsigned char answered[65536];
    uint16_t id = htons(getpid() & 0xffff);
    long sent = 0, answers = 0;
    double start = now_ms(), next = start, last_answer = start, gap = 0, stop_at = start + max_ms;
    int stopping = 0;

    for (;;) {
        double now = now_ms();
        if (!stopping && (now >= stop_at || sent == 65535)) stopping = 1, stop_at = now + GRACE_MS;
        if (stopping && (now >= stop_at || answers == sent)) break;
        if (!stopping && now >= next) {
            send_echo(sock, id, sent++);
            /* After a stall go on from now: a burst of late probes would measure nothing. */
            next = next + interval > now ? next + interval : now + interval;
        }
        double wait = (stopping ? stop_at : next) - now_ms();
        if (wait < 0) wait = 0;
        struct timespec timeout = {(time_t)(wait / 1e3), (long)(wait * 1e6) % 1000000000L};
        struct pollfd polled[2] = {{sock, POLLIN, 0}, {stopping ? -1 : 0, POLLIN, 0}};
        if (ppoll(polled, 2, &timeout, NULL) < 0 && errno != EINTR) return 1;
        if (polled[0].revents) {
            int sequence = receive_echo(sock, id);
            if (sequence < 0 || answered[sequence]) continue;
            answered[sequence] = 1;
            now = now_ms();
            if (answers++ == 0) {
                puts("ready");
                fflush(stdout);
            } else if (now - last_answer - interval > gap) {
                gap = now - last_answer - interval;
            }
            last_answer = now;
        }
        char byte;
        if (polled[1].revents && read(0, &byte, 1) <= 0) stopping = 1, stop_at = now_ms() + GRACE_MS;
    }
    /* Still silent at the end: that silence counts as well. */
    double silence = stop_at - GRACE_MS - last_answer - interval;
    if (!answered[sent - 1] && silence > gap) gap = silence;
    printf("{\"sent\":%ld,\"lost\":%ld,\"gapMs\":%.1f,\"intervalMs\":%.1f,\"durationMs\":%.0f}\n", sent,
           sent - answers, gap, interval, now_ms() - start);
    return 0;
}
