#include "CSGPorts.h"

#include <sys/stat.h>
#include <time.h>

static long long milliseconds(struct timespec time) {
    return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

long long sg_get_time(void) {
    struct timespec time;
    // The clock of the real time cannot be missing.
    clock_gettime(CLOCK_REALTIME, &time);
    return milliseconds(time);
}

int sg_get_change_time(int descriptor, long long *time) {
    struct stat status;
    if (fstat(descriptor, &status) != 0) return -1;
    *time = milliseconds(status.st_mtim);
    return 0;
}
