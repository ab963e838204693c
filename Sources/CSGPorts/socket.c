#include "CSGPorts.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>

int sg_count_unsent(int descriptor) {
    int count;
    return ioctl(descriptor, SIOCOUTQNSD, &count) == 0 ? count : -1;
}
