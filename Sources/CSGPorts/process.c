#define _GNU_SOURCE
#include "CSGPorts.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static int stop_writer = -1;

static void report_stop(int number) {
    int saved = errno;
    unsigned char byte = (unsigned char)number;
    // When the pipe is full, the reader has been told often enough.
    (void)!write(stop_writer, &byte, 1);
    errno = saved;
}

int sg_catch_stop_signals(void) {
    static const int signals[] = {SIGHUP, SIGINT, SIGTERM};
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
    stop_writer = ends[1];
    // Without SA_RESTART: a write to a reader that no longer reads must be interrupted.
    struct sigaction action = {.sa_handler = report_stop};
    sigset_t caught;
    sigemptyset(&action.sa_mask);
    sigemptyset(&caught);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction before;
        if (sigaction(signals[i], NULL, &before) != 0) return -1;
        if (before.sa_handler == SIG_IGN) continue;
        if (sigaction(signals[i], &action, NULL) != 0) return -1;
        sigaddset(&caught, signals[i]);
    }
    // A thread that has signals blocked leaves them blocked in the programs it starts.
    if (sigprocmask(SIG_UNBLOCK, &caught, NULL) != 0) return -1;
    return ends[0];
}

void sg_die_of_signal(int number) {
    signal(number, SIG_DFL);
    raise(number);
}

char **sg_environment(void) {
    return environ;
}
