#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include "CSGPorts.h"

#include <fcntl.h>
#include <unistd.h>

_Bool sg_lock_among_writers(int descriptor) {
    for (int attempt = 0; attempt < 3; attempt++) {
        struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
        if (fcntl(descriptor, F_OFD_SETLK, &lock) == 0) return 1;
        // Who holds it may let go in between: then it is tried again.
        if (fcntl(descriptor, F_OFD_GETLK, &lock) != 0 || lock.l_type == F_RDLCK) return 1;
        if (lock.l_type == F_WRLCK) return 0;
    }
    return 0;
}
