#include "CSGPorts.h"

// The kernel's termios2 takes any baud rate; the C library's termios knows only named ones, and
// both cannot be included together.
#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <linux/serial.h>
#include <string.h>

int ioctl(int descriptor, unsigned long request, ...);

_Static_assert(sizeof(struct termios2) <= sizeof(struct sg_line_state), "room for termios2");
_Static_assert(sizeof(struct serial_rs485) <= sizeof(struct sg_rs485_state), "room for RS-485");

int sg_get_line(int descriptor, struct sg_line_state *state) {
    struct termios2 line;
    if (ioctl(descriptor, TCGETS2, &line) != 0) return -1;
    memcpy(state, &line, sizeof line);
    return 0;
}

int sg_set_line(int descriptor, const struct sg_line_state *state) {
    struct termios2 line;
    memcpy(&line, state, sizeof line);
    return ioctl(descriptor, TCSETS2, &line);
}

// The flags of the rates that have a name: other programs may know no others.
static tcflag_t speed_flag(unsigned int baudrate) {
    static const struct {
        unsigned int baudrate;
        tcflag_t flag;
    } named[] = {
        {50, B50},           {75, B75},           {110, B110},         {134, B134},
        {150, B150},         {200, B200},         {300, B300},         {600, B600},
        {1200, B1200},       {1800, B1800},       {2400, B2400},       {4800, B4800},
        {9600, B9600},       {19200, B19200},     {38400, B38400},     {57600, B57600},
        {115200, B115200},   {230400, B230400},   {460800, B460800},   {500000, B500000},
        {576000, B576000},   {921600, B921600},   {1000000, B1000000}, {1152000, B1152000},
        {1500000, B1500000}, {2000000, B2000000}, {2500000, B2500000}, {3000000, B3000000},
        {3500000, B3500000}, {4000000, B4000000},
    };
    for (unsigned int i = 0; i < sizeof named / sizeof *named; i++) {
        if (named[i].baudrate == baudrate) return named[i].flag;
    }
    return BOTHER;
}

static tcflag_t size_flag(unsigned int bytesize) {
    switch (bytesize) {
    case 5: return CS5;
    case 6: return CS6;
    case 7: return CS7;
    default: return CS8;
    }
}

static tcflag_t parity_flags(char parity) {
    switch (parity) {
    case 'E': return PARENB;
    case 'O': return PARENB | PARODD;
    case 'M': return PARENB | PARODD | CMSPAR;
    case 'S': return PARENB | CMSPAR;
    default: return 0;
    }
}

int sg_configure_line(int descriptor, const struct sg_line_settings *settings) {
    struct termios2 line;
    if (ioctl(descriptor, TCGETS2, &line) != 0) return -1;
    line.c_iflag = settings->xonxoff ? IXON | IXOFF : 0;
    line.c_oflag = 0;
    line.c_lflag = 0;
    // What the line does when it is closed (HUPCL) stays as it is.
    line.c_cflag &= HUPCL;
    tcflag_t speed = speed_flag(settings->baudrate);
    line.c_cflag |= CREAD | CLOCAL | speed | speed << IBSHIFT;
    line.c_cflag |= size_flag(settings->bytesize) | parity_flags(settings->parity);
    if (settings->long_stop) line.c_cflag |= CSTOPB;
    if (settings->rtscts) line.c_cflag |= CRTSCTS;
    line.c_ispeed = line.c_ospeed = settings->baudrate;
    // With VMIN 0 a read that finds nothing would look like the end of the line.
    line.c_cc[VMIN] = 1;
    line.c_cc[VTIME] = 0;
    return ioctl(descriptor, TCSETS2, &line);
}

int sg_get_baudrate(int descriptor, unsigned int *baudrate) {
    struct termios2 line;
    if (ioctl(descriptor, TCGETS2, &line) != 0) return -1;
    *baudrate = line.c_ospeed;
    return 0;
}

int sg_get_rs485(int descriptor, struct sg_rs485_state *state) {
    struct serial_rs485 mode;
    if (ioctl(descriptor, TIOCGRS485, &mode) != 0) return -1;
    memcpy(state, &mode, sizeof mode);
    return 0;
}

int sg_set_rs485(int descriptor, const struct sg_rs485_state *state) {
    struct serial_rs485 mode;
    memcpy(&mode, state, sizeof mode);
    return ioctl(descriptor, TIOCSRS485, &mode);
}

int sg_enable_rs485(int descriptor) {
    struct serial_rs485 mode;
    if (ioctl(descriptor, TIOCGRS485, &mode) != 0) return -1;
    mode.flags |= SER_RS485_ENABLED | SER_RS485_RTS_ON_SEND;
    mode.flags &= ~(unsigned int)SER_RS485_RTS_AFTER_SEND;
    return ioctl(descriptor, TIOCSRS485, &mode);
}

int sg_get_line_errors(int descriptor, struct sg_line_errors *errors) {
    struct serial_icounter_struct counts;
    if (ioctl(descriptor, TIOCGICOUNT, &counts) != 0) return -1;
    errors->framing = counts.frame;
    errors->parity = counts.parity;
    errors->overrun = counts.overrun + counts.buf_overrun;
    errors->breaks = counts.brk;
    return 0;
}
